/** The deploy tokens of a data folder, as hashes. Always replaced as a whole; the token itself is never in it. */
import { deployTokensSchema, tokensFileOf, tokensIn, type DeployToken, type TeamToken } from '@tessera/contracts';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmdirSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, messageOf } from '../errors/cli-error.ts';
import { writeAtomically } from '../data-folder/write-atomically.ts';

export const tokensFile = (secrets: string): string => join(secrets, 'deploy-token-hashes.json');

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export function newToken(
  team: string,
  { now, expires, id = `${team}-${randomBytes(4).toString('hex')}` }: { now: Date; expires: Date | null; id?: string },
): { readonly token: string; readonly record: DeployToken & { readonly team: string } } {
  const token = randomBytes(32).toString('base64url');
  return {
    token,
    record: recordOf(team, token, { id, created: now.toISOString(), expires: expires?.toISOString() ?? null }),
  };
}

/** The one this machine made for a team. */
export function firstToken(team: string, token: string): TeamToken {
  return recordOf(team, token, { id: `${team}-first`, created: new Date().toISOString(), expires: null });
}

function recordOf(team: string, token: string, facts: Pick<DeployToken, 'id' | 'created' | 'expires'>) {
  return { team, ...facts, hash: hashOf(token), last4: token.slice(-4) };
}

export function readTokens(file: string): TeamToken[] {
  if (!existsSync(file)) return [];
  try {
    return tokensIn(deployTokensSchema.parse(JSON.parse(readFileSync(file, 'utf8'))));
  } catch (error) {
    throw new CliError('START_FAILED', `The file of deploy tokens cannot be read: ${file}`, {
      why: messageOf(error),
      advice: 'Put it right by hand, or move it away: `tessera start` makes a new one, and new tokens are needed then.',
      cause: error,
    });
  }
}

/** Two that change it at once change it one after the other: neither undoes a revocation of the other's. */
export function changeTokens(file: string, change: (tokens: TeamToken[]) => TeamToken[]): void {
  const lock = `${file}.lock`;
  takeLock(lock);
  try {
    const next = tokensFileOf(change(readTokens(file)));
    writeAtomically(file, `${JSON.stringify(next, null, 2)}\n`);
  } finally {
    rmdirSync(lock);
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));

function takeLock(lock: string): void {
  for (let tried = 0; ; tried++) {
    try {
      return mkdirSync(lock);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      if (tried === 250) {
        throw new CliError('START_FAILED', `Somebody else has been changing the deploy tokens for 5 seconds`, {
          why: `the folder ${lock} is there`,
          advice: 'If no `tessera` is running, it was left by one that was killed: remove that folder.',
        });
      }
      Atomics.wait(pause, 0, 0, 20);
    }
  }
}
