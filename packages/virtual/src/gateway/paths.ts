/** The gateway's addresses that a virtual platform answers. */
export const gatewayPaths = ['/graphql', '/live', '/auth/session', '/auth/sign-out', '/composition.json'] as const;

/** Whether a request for this address is the virtual platform's to answer: in a page, those of its own origin. */
export function isGatewayPath(url: string | URL): boolean {
  const { pathname, origin } = new URL(url, baseUrl());
  if (isInPage() && origin !== new URL(baseUrl()).origin) return false;
  return (gatewayPaths as readonly string[]).includes(pathname);
}

/** In a page addresses are relative to it; elsewhere to a host that does not exist. */
export function baseUrl(): string {
  return isInPage() ? pageAddress()! : 'http://virtual.invalid/';
}

/** A page or one of its workers. */
export function isInPage(): boolean {
  return pageAddress()?.startsWith('http') === true;
}

function pageAddress(): string | undefined {
  return (globalThis as { location?: { readonly href: string } }).location?.href;
}
