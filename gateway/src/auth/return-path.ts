/** Where to go after signing in: a path on this site, never elsewhere, never back to the sign-in. */
export function safeReturnPath(text: string | null | undefined): string {
  // Browsers drop tabs and newlines and read `\` as `/`: "/\evil.example" would be another site.
  if (!text?.startsWith('/') || /[\\\s]/.test(text)) return '/';
  const base = 'http://gateway';
  if (!URL.canParse(text, base)) return '/';
  const url = new URL(text, base);
  if (url.origin !== base || url.pathname.startsWith('//') || url.pathname.startsWith('/auth/')) return '/';
  return `${url.pathname}${url.search}${url.hash}`;
}

/** After signing in, a wish of another site would look like the person's own. */
export function withoutOverride(path: string): string {
  const url = new URL(path, 'http://gateway');
  if (!url.searchParams.has('override')) return path;
  url.searchParams.delete('override');
  return `${url.pathname}${url.search}${url.hash}`;
}
