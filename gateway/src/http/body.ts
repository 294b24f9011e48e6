import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './problem.ts';

/** The whole body, refused as soon as it is larger than `limit` bytes. */
export async function readBody(req: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = (): HttpProblem =>
    // The connection is closed: what is left of the body must not be taken for the next request.
    new HttpProblem(413, 'BODY_TOO_LARGE', `The request body is larger than ${limit} bytes.`, {
      headers: { connection: 'close' },
    });
  if (Number(req.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Whether the body says it is JSON; anything a form could send is not. */
export function isJson(req: IncomingMessage): boolean {
  return /^application\/json(?:\s*;|$)/i.test(req.headers['content-type'] ?? '');
}
