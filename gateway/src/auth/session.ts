/**
 * Who is asking. The session lives in a sealed cookie and nowhere else, so any replica can read it. It slides: in use
 * it is renewed, twelve hours after the last use it is over.
 */
import { randomUUID } from 'node:crypto';
import { sealData, unsealData } from 'iron-session';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { userSchema } from '@tessera/contracts';
import type { User } from '@tessera/contracts';
import { cookieNameIn, readCookie } from '../http/cookies.ts';
import { HttpProblem } from '../http/problem.ts';

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
  /** Whether somebody has signed out of it here: for what goes on for long once it has begun. */
  hasEnded(session: Session): boolean;
  start(user: User, res: ServerResponse): Promise<Session>;
  /** Takes the cookie away. No answer that is on its way, or is asked for with the cookie from before, brings it back. */
  end(res: ServerResponse, session: Session | undefined): void;
}

export const sessionExpired = (): HttpProblem =>
  new HttpProblem(401, 'SESSION_EXPIRED', 'You are not signed in, or your session has ended. Sign in again.');

export interface SessionOptions {
  /** At least 32 characters. */
  readonly secret: string;
  /** @default 12 hours */
  readonly lifetimeMs?: number;
  /** Set when the public address is https. */
  readonly secure: boolean;
  /** Whose releases are shown. */
  readonly environment: string;
  readonly now: () => number;
}

/** A cookie is not rewritten more often than this: it would cost every answer a seal. */
const renewEveryMs = 5 * 60 * 1000;

/** Sign-ins of which is known that they have ended; they only matter for as long as their last answers are on their way. */
const mostEnded = 10_000;

export function createSessions({
  secret,
  secure,
  environment,
  now,
  lifetimeMs = 12 * 60 * 60 * 1000,
}: SessionOptions): Sessions {
  const name = cookieNameIn(environment, 'tessera_session');
  const cookie = (value: string, maxAge: number): string =>
    `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}${secure ? '; Secure' : ''}`;

  const ended = new Set<string>();
  /** Sign-in → answers that renew its cookie, and have not gone out whole. */
  const renewing = new Map<string, Set<ServerResponse>>();

  const withdraw = (res: ServerResponse): void => {
    if (res.headersSent) return;
    const others = [res.getHeader('set-cookie') ?? []].flat().map(String);
    res.removeHeader('set-cookie');
    for (const other of others) if (!other.startsWith(`${name}=`)) res.appendHeader('set-cookie', other);
  };

  const seal = async (id: string, user: User, res: ServerResponse): Promise<Session> => {
    const session = { id, user, expires: now() + lifetimeMs };
    const seconds = Math.floor(lifetimeMs / 1000);
    res.setHeader('set-cookie', cookie(await sealData(session, { password: secret, ttl: seconds }), seconds));
    return session;
  };

  const read = async (req: IncomingMessage): Promise<Session | undefined> => {
    const sealed = readCookie(req.headers.cookie, name);
    if (sealed === undefined) return undefined;
    // iron-session answers {} for a seal that is broken, foreign or past its time.
    const data = await unsealData<Partial<Session>>(sealed, { password: secret });
    const user = userSchema.safeParse(data.user);
    if (!user.success || typeof data.id !== 'string' || typeof data.expires !== 'number' || data.expires <= now())
      return undefined;
    return { id: data.id, user: user.data, expires: data.expires };
  };

  const renew = async (session: Session, res: ServerResponse): Promise<void> => {
    const { id, user, expires } = session;
    if (ended.has(id) || expires - now() >= lifetimeMs - Math.min(renewEveryMs, lifetimeMs / 2)) return;
    await seal(id, user, res);
    if (ended.has(id)) return withdraw(res);
    if (res.closed) return;
    const answers = renewing.get(id) ?? new Set();
    renewing.set(id, answers.add(res));
    res.once('close', () => {
      answers.delete(res);
      if (answers.size === 0) renewing.delete(id);
    });
  };

  return {
    read,
    renew,
    hasEnded: ({ id }) => ended.has(id),
    start: (user, res) => seal(randomUUID(), user, res),
    async require(req, res) {
      const session = await read(req);
      if (session === undefined) throw sessionExpired();
      await renew(session, res);
      return session;
    },
    end(res, session) {
      res.setHeader('set-cookie', cookie('', 0));
      if (session === undefined) return;
      ended.add(session.id);
      if (ended.size > mostEnded) ended.delete(ended.values().next().value!);
      for (const answer of renewing.get(session.id) ?? []) withdraw(answer);
    },
  };
}
