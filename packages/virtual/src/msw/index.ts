/** Mock Service Worker (msw 3) in front of a virtual platform. */
import type { HttpHandler } from 'msw';
import { baseUrl, gatewayPaths, isInPage } from '../gateway/paths.ts';
import type { VirtualPlatform } from '../virtual-platform.ts';

export interface MswOptions {
  /** The gateway's origin. @default the page's; any in Node */
  readonly origin?: string;
}

/** Handlers for `setupWorker` and `setupServer`: the gateway's addresses, each answered by the platform. */
export async function mswHandlers(platform: VirtualPlatform, { origin }: MswOptions = {}): Promise<HttpHandler[]> {
  // Here and not above: the package works without msw.
  const { http } = await import('msw');
  const at = origin ?? (isInPage() ? new URL(baseUrl()).origin : '*');
  return gatewayPaths.map((path) => http.all(`${at}${path}`, ({ request }) => platform.fetch(request)));
}
