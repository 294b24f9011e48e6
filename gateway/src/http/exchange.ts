/** One request and its answer, with what every route needs to know about it. */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';

export interface Exchange {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  readonly correlationId: string;
  readonly log: Logger;
}

const idShape = /^[A-Za-z0-9._-]{8,64}$/;

/** A client may name its own correlation id, so that a click can be followed through every log; anything odd is replaced. */
export function createExchange(req: IncomingMessage, res: ServerResponse, log: Logger): Exchange {
  const given = req.headers['x-correlation-id'];
  const correlationId = typeof given === 'string' && idShape.test(given) ? given : randomUUID();
  res.setHeader('x-correlation-id', correlationId);
  // The host is not trusted for anything here: only path and query are read from this URL.
  const url = new URL(req.url?.startsWith('/') ? `http://gateway${req.url}` : 'http://gateway/');
  return { req, res, url, correlationId, log: log.child({ correlationId }) };
}

export function header(req: IncomingMessage, name: string): string | undefined {
  const value = req.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}
