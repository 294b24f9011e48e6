/**
 * Who is asking. The session lives in a sealed cookie and nowhere else, so any replica can read it. It slides: in use
 * it is renewed, twelve hours after the last use it is over.
 */
import { randomUUID } from 'node:crypto';
import { sealData, unsealData } from 'iron-session';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { userSchema } from '@tessera/contracts';
import type { User } from '@tessera/contracts';
import { readCookie } from '../http/cookies.ts';
import { HttpProblem } from '../http/problem.ts';

export const sessionCookie = 'tessera_session';

export interface Session {
  /** Of this sign-in, over its renewals. */
  readonly id: string;
  readonly user: User;
  /** Milliseconds since 1970. */
  readonly expires: number;
}

export interface Sessions {
  /** Undefined when there is none, it is over, or the cookie was not sealed here. */
  read(req: IncomingMessage): Promise<Session | undefined>;
  /** As `read`, and renews the cookie when it is due; refuses with 401 `SESSION_EXPIRED` when there is none. */
  require(req: IncomingMessage, res: ServerResponse): Promise<Session>;
  renew(session: Session, res: ServerResponse): Promise<void>;
  start(user: User, res: ServerResponse): Promise<Session>;
  end(res: ServerResponse): void;
}

export interface SessionOptions {
  /** At least 32 characters. */
  readonly secret: string;
  /** @default 12 hours */
  readonly lifetimeMs?: number;
  /** Set when the public address is https. */
  readonly secure: boolean;
  readonly now: () => number;
}

/** A cookie is not rewritten more often than this: it would cost every answer a seal. */
const renewEveryMs = 5 * 60 * 1000;

export function createSessions({ secret, secure, now, lifetimeMs = 12 * 60 * 60 * 1000 }: SessionOptions): Sessions {
  const cookie = (value: string, maxAge: number): string =>
    `${sessionCookie}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}${secure ? '; Secure' : ''}`;

  const seal = async (id: string, user: User, res: ServerResponse): Promise<Session> => {
    const session = { id, user, expires: now() + lifetimeMs };
    const seconds = Math.floor(lifetimeMs / 1000);
    res.setHeader('set-cookie', cookie(await sealData(session, { password: secret, ttl: seconds }), seconds));
    return session;
  };

  const read = async (req: IncomingMessage): Promise<Session | undefined> => {
    const sealed = readCookie(req.headers.cookie, sessionCookie);
    if (sealed === undefined) return undefined;
    // iron-session answers {} for a seal that is broken, foreign or past its time.
    const data = await unsealData<Partial<Session>>(sealed, { password: secret });
    const user = userSchema.safeParse(data.user);
    if (!user.success || typeof data.id !== 'string' || typeof data.expires !== 'number' || data.expires <= now())
      return undefined;
    return { id: data.id, user: user.data, expires: data.expires };
  };

  const renew = async (session: Session, res: ServerResponse): Promise<void> => {
    if (session.expires - now() < lifetimeMs - Math.min(renewEveryMs, lifetimeMs / 2))
      await seal(session.id, session.user, res);
  };

  return {
    read,
    renew,
    start: (user, res) => seal(randomUUID(), user, res),
    async require(req, res) {
      const session = await read(req);
      if (session === undefined)
        throw new HttpProblem(
          401,
          'SESSION_EXPIRED',
          'You are not signed in, or your session has ended. Sign in again.',
        );
      await renew(session, res);
      return session;
    },
    end: (res) => void res.setHeader('set-cookie', cookie('', 0)),
  };
}
