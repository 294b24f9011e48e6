/**
 * What only this product's processes may know: made once, 0600, one file each, so that each process is given only what
 * it needs. The gateway gets hashes of the deploy tokens; the tokens themselves stay with the teams (here: this machine).
 */
import type { TeamToken } from '@tessera/contracts';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { changeTokens, firstToken, hashOf, tokensFile } from '../tokens/token-file.ts';
import { ensureSigningKeys, type SigningKeyFiles } from './signing-keys.ts';
import { writeAtomically } from './write-atomically.ts';

export interface Secrets {
  readonly internalToken: string;
  /** Path: the gateway reads it itself. */
  readonly sessionSecretFile: string;
  /** Path of the hashes, by team (`deployTokensSchema` in contracts). */
  readonly deployTokenHashesFile: string;
  /** Paths: each process reads the one it is given. */
  readonly compositionKeys: SigningKeyFiles;
  /** Paths: gateways sign and verify previews by them. */
  readonly previewKeys: SigningKeyFiles;
}

export const deployTokenFile = (folder: string, team: string): string => join(folder, `deploy-${team}.token`);

/**
 * Reads or makes everything; a team that is new since the last start gets its token, the others keep theirs.
 * @param sessionSecretFile of an environment that shares the rest: whoever is somebody there is nobody here
 */
export function ensureSecrets(
  folder: string,
  teams: readonly string[],
  sessionSecretFile = join(folder, 'session-secret'),
): Secrets {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const deployTokenHashesFile = tokensFile(folder);
  for (const team of teams) {
    const token = ensure(deployTokenFile(folder, team));
    // What a team was given besides stays; its first token is this machine's own.
    changeTokens(deployTokenHashesFile, (tokens) => [
      ...tokens.filter((each) => each.team !== team || !isFormer(each, token)),
      ...(tokens.some((each) => each.hash === hashOf(token) && each.id !== undefined) ? [] : [firstToken(team, token)]),
    ]);
  }
  ensure(sessionSecretFile);
  ensure(keysSecretFile(folder));
  return {
    internalToken: ensure(join(folder, 'internal-token')),
    sessionSecretFile,
    deployTokenHashesFile,
    compositionKeys: ensureSigningKeys(folder, 'composition'),
    previewKeys: ensureSigningKeys(folder, 'preview'),
  };
}

/** What keys of personal data on servers are wrapped by; the same on every machine of a product. */
const keysSecretFile = (folder: string): string => join(folder, 'keys-secret');

/** Undefined: this machine has none. */
export function readKeysSecret(folder: string): string | undefined {
  const file = keysSecretFile(folder);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

/** A team's deploy token; undefined when there is none here. */
export function readDeployToken(folder: string, team: string): string | undefined {
  const file = deployTokenFile(folder, team);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined;
}

function ensure(file: string): string {
  if (!existsSync(file)) writeAtomically(file, randomBytes(32).toString('base64url'));
  chmodSync(file, 0o600);
  return readFileSync(file, 'utf8').trim();
}

/** A first token that is not this machine's any more, or the hash of one from before tokens had ids. */
function isFormer({ id, team, hash }: TeamToken, token: string): boolean {
  return id === undefined || (id === `${team}-first` && hash !== hashOf(token));
}
