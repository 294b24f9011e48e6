/**
 * What one person sees instead of what is live, in a sealed cookie of their session: nobody else's, and over with it. Any
 * replica can read it, no script can.
 */
import { sealData, unsealData } from 'iron-session';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Session, SessionOptions } from '../auth/session.ts';
import { cookieNameIn, readCookie } from '../http/cookies.ts';

const stateSchema = z.object({
  session: z.string(),
  /** The signed preview, verified again at each use. */
  token: z.string().optional(),
  /** App → the address on this machine that its code comes from. */
  overrides: z.record(z.string(), z.string()),
  /** It shows services: requests for data go elsewhere, too. */
  routed: z.boolean().optional(),
});

export type PreviewState = Omit<z.infer<typeof stateSchema>, 'session'>;

export interface PreviewCookies {
  /** Undefined: there is none, it is another session's, or it was not sealed here. */
  read(req: IncomingMessage, session: Session): Promise<PreviewState | undefined>;
  set(res: ServerResponse, session: Session, state: PreviewState): Promise<void>;
  clear(res: ServerResponse): void;
}

/** A day's work; a preview may end sooner. */
const lifetimeSeconds = 12 * 60 * 60;

export function createPreviewCookies({
  secret,
  secure,
  environment,
}: Pick<SessionOptions, 'secret' | 'secure' | 'environment'>): PreviewCookies {
  const name = cookieNameIn(environment, 'tessera_preview');
  const add = (res: ServerResponse, value: string, maxAge: number): void =>
    void res.appendHeader(
      'set-cookie',
      `${name}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}${secure ? '; Secure' : ''}`,
    );
  return {
    async read(req, session) {
      const sealed = readCookie(req.headers.cookie, name);
      if (sealed === undefined) return undefined;
      // iron-session answers {} for a seal that is broken, foreign or past its time.
      const { data } = stateSchema.safeParse(await unsealData(sealed, { password: secret }));
      return data?.session === session.id ? data : undefined;
    },
    async set(res, session, state) {
      const sealed = await sealData({ ...state, session: session.id }, { password: secret, ttl: lifetimeSeconds });
      add(res, sealed, lifetimeSeconds);
    },
    clear: (res) => add(res, '', 0),
  };
}
