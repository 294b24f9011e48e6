/**
 * Requests that change something or use the session's authority must come from our own pages. Browsers say where a
 * request comes from (Sec-Fetch-Site, else Origin) and page scripts cannot change either; programs that are not
 * browsers send neither and hold no one's cookie but their own.
 */
import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './problem.ts';

export function isSameOrigin(req: IncomingMessage): boolean {
  const site = req.headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const { origin } = req.headers;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === req.headers.host;
}

export function requireSameOrigin(req: IncomingMessage): void {
  if (isSameOrigin(req)) return;
  throw new HttpProblem(
    403,
    'CROSS_ORIGIN',
    'This request comes from another site. Only pages of this product may make it.',
  );
}
