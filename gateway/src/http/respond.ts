/** Writing answers. Every one of them carries the headers that keep a browser from guessing or framing. */
import type { ServerResponse } from 'node:http';
import type { Exchange } from './exchange.ts';
import type { HttpProblem } from './problem.ts';

/** For everything that is not the page: nothing in it may run, be framed, or be guessed to be something else. */
export const inertHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'referrer-policy': 'same-origin',
};

export const jsonHeaders: Readonly<Record<string, string>> = {
  ...inertHeaders,
  'content-type': 'application/json; charset=utf-8',
  'cache-control': 'no-store',
};

export function send(
  res: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body?: string | Buffer,
): void {
  if (res.headersSent || res.destroyed) return;
  const bytes = body === undefined ? 0 : Buffer.byteLength(body);
  res.writeHead(status, { ...headers, 'content-length': bytes });
  res.end(res.req.method === 'HEAD' ? undefined : body);
}

export function sendJson(
  res: ServerResponse,
  status: number,
  value: unknown,
  headers: Readonly<Record<string, string>> = {},
): void {
  send(res, status, { ...jsonHeaders, ...headers }, JSON.stringify(value));
}

export function sendProblem({ res, correlationId }: Exchange, problem: HttpProblem): void {
  const { code, message, details } = problem;
  sendJson(res, problem.status, { code, message, ...details, correlationId }, problem.headers);
}

export function redirect(res: ServerResponse, location: string, headers: Readonly<Record<string, string>> = {}): void {
  // As the pages at both ends say: without it the browser cuts a sign-in window off from the page that opened it.
  const pages = { 'cross-origin-opener-policy': 'same-origin' };
  send(res, 303, { ...inertHeaders, ...pages, 'cache-control': 'no-store', ...headers, location });
}
