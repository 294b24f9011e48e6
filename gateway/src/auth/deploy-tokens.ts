/**
 * Tokens by which teams publish, kept only as hashes (`deployTokensSchema` in contracts). The file is looked at again on
 * each use, so that a token is revoked as soon as its line is gone; one that has expired is nobody's.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { deployTokensSchema, tokensIn } from '@tessera/contracts';
import type { User } from '@tessera/contracts';
import type { Logger } from 'pino';

export interface DeployTokens {
  /** The team a token belongs to; undefined for anything that is no token of ours, or not any more. */
  teamOf(token: string): Promise<string | undefined>;
}

interface Known {
  /** Of the file it was read from. */
  readonly identity: string;
  readonly entries: readonly { readonly team: string; readonly hash: Buffer; readonly expires: number }[];
}

const nobody: Known = { identity: '', entries: [] };

/**
 * Without a file there are no tokens, and nobody may publish.
 * @param now milliseconds since 1970
 * @param isTeam whether teams.json lists it: of one that has left, a forgotten token is nobody's
 */
export function createDeployTokens(
  path: string | undefined,
  log: Logger,
  now: () => number = Date.now,
  isTeam: (team: string) => boolean = () => true,
): DeployTokens {
  let known = nobody;

  const load = async (): Promise<Known> => {
    if (path === undefined) return known;
    try {
      // It is replaced as a whole, so that a new one is another file even within the same millisecond.
      const { mtimeMs, ino, size } = await stat(path);
      const identity = `${ino} ${mtimeMs} ${size}`;
      if (identity === known.identity) return known;
      const file = deployTokensSchema.parse(JSON.parse(await readFile(path, 'utf8')));
      const entries = tokensIn(file).map(({ team, hash, expires }) => ({
        team,
        hash: Buffer.from(hash, 'hex'),
        expires: expires ? Date.parse(expires) : Infinity,
      }));
      known = { identity, entries };
    } catch (error) {
      // Unreadable = nobody: a broken file must not keep a revoked token alive.
      log.error({ err: error, file: path }, 'the deploy token file cannot be read; no token is accepted until it can');
      known = nobody;
    }
    return known;
  };

  return {
    async teamOf(token) {
      const digest = createHash('sha256').update(token).digest();
      const { entries } = await load();
      const found = entries.find(({ hash }) => timingSafeEqual(hash, digest));
      return found === undefined || found.expires <= now() || !isTeam(found.team) ? undefined : found.team;
    },
  };
}

/** `Authorization: Bearer <token>`; undefined without one. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^Bearer ([\x21-\x7e]{8,512})$/i.exec(authorization ?? '')?.[1];
}

/** Whom a deploy token acts as. The platform team releases for everyone; others answer for their own modules. */
export function deployUser(team: string): User {
  const roles = ['deploy', `team:${team}`, ...(team === 'platform' ? ['release-manager'] : [])];
  return { id: `deploy:${team}`, name: `Deployment of team ${team}`, roles };
}
