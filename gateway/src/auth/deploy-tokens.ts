/**
 * Tokens by which teams publish, kept only as hashes: `{team: sha256 hex}` (or a list of hashes, while one is being
 * replaced). The file is looked at again on each use, so that revoking is deleting a line.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import type { User } from '@tessera/contracts';
import type { Logger } from 'pino';

const hash = z.string().regex(/^[0-9a-f]{64}$/i);
const fileSchema = z.record(z.string().min(1), z.union([hash, z.array(hash)]));

export interface DeployTokens {
  /** The team a token belongs to; undefined for anything that is no token of ours. */
  teamOf(token: string): Promise<string | undefined>;
}

/** Without a file there are no tokens, and nobody may publish. */
export function createDeployTokens(path: string | undefined, log: Logger): DeployTokens {
  let known: { mtimeMs: number; entries: readonly (readonly [string, Buffer])[] } = { mtimeMs: -1, entries: [] };

  const load = async (): Promise<typeof known> => {
    if (path === undefined) return known;
    try {
      const { mtimeMs } = await stat(path);
      if (mtimeMs === known.mtimeMs) return known;
      const teams = fileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
      const entries = Object.entries(teams).flatMap(([team, hashes]) =>
        [hashes].flat().map((hex) => [team, Buffer.from(hex, 'hex')] as const),
      );
      known = { mtimeMs, entries };
    } catch (error) {
      // Unreadable = nobody: a broken file must not keep a revoked token alive.
      log.error({ err: error, file: path }, 'the deploy token file cannot be read; no token is accepted until it can');
      known = { mtimeMs: -1, entries: [] };
    }
    return known;
  };

  return {
    async teamOf(token) {
      const digest = createHash('sha256').update(token).digest();
      const { entries } = await load();
      return entries.find(([, expected]) => timingSafeEqual(expected, digest))?.[0];
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
