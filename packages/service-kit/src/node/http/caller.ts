/** Who asks: the internal token, the user, and what connects this request with others. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import type { User } from '../../definition/user.ts';
import { HttpProblem } from './answer.ts';

export interface Caller {
  /** Null: nobody is signed in. */
  readonly user: User | null;
  readonly correlationId: string;
  readonly traceparent: string | undefined;
  /** `app@version` */
  readonly app: string | undefined;
  readonly atLeast: string | undefined;
}

const userSchema = z.object({
  id: z.string().min(1),
  name: z.string(),
  email: z.string().optional(),
  roles: z.array(z.string()),
});
const correlationShape = /^[\w.:-]{1,128}$/;
const traceparentShape = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Throws 401 unless the request carries the token. Compared in constant time. */
export function createTokenCheck(token: string): (request: IncomingMessage) => void {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  const expected = digest(`Bearer ${token}`);
  return (request) => {
    if (timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return;
    throw new HttpProblem(
      401,
      'UNAUTHENTICATED',
      'Send the internal token: authorization: Bearer <TESSERA_INTERNAL_TOKEN>.',
    );
  };
}

export function callerOf(request: IncomingMessage, newId: (prefix: string) => string): Caller {
  const correlationId = header(request, 'x-correlation-id');
  const traceparent = header(request, 'traceparent');
  return {
    user: userOf(header(request, 'x-tessera-user')),
    correlationId: correlationId !== undefined && correlationShape.test(correlationId) ? correlationId : newId('cor'),
    traceparent: traceparent !== undefined && traceparentShape.test(traceparent) ? traceparent : undefined,
    app: header(request, 'x-tessera-app'),
    atLeast: header(request, 'x-tessera-at-least'),
  };
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  const text = Array.isArray(value) ? value[0] : value;
  return text === '' ? undefined : text;
}

function userOf(encoded: string | undefined): User | null {
  if (encoded === undefined) return null;
  try {
    return userSchema.parse(JSON.parse(Buffer.from(encoded, 'base64url').toString('utf8')));
  } catch {
    throw new HttpProblem(
      400,
      'INVALID_USER',
      'x-tessera-user must be base64url of {"id", "name", "email"?, "roles"} as JSON.',
    );
  }
}
