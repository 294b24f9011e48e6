/** Picks the vault by where the keys are. */
import { join } from 'node:path';
import { existsSync } from 'node:fs';
import { isServerUrl, shownUrl } from '@tessera/event-log';
import { openBucket } from '@tessera/event-log/bucket';
import { KeysUnavailable, type KeyVault } from '../../core/privacy/key-vault.ts';
import { openNatsVault } from './nats-vault.ts';
import { openSqliteVault } from './sqlite-vault.ts';

export interface KeysPlace {
  /** The path of a file, or `nats://…` as of a log: a bucket beside the log of that name. */
  readonly keys: string;
  /** What keys on servers are wrapped by; not needed for a file. */
  readonly secret?: string | undefined;
}

/** Where the keys are when nobody says: with the log on servers when it is there, unless they are in a file already. */
export function defaultKeys(log: string | undefined, data: string): string {
  const file = join(data, 'keys', 'keys.db');
  return log !== undefined && isServerUrl(log) && !existsSync(file) ? log : file;
}

/** Made when there are none. Rejects with `KeysUnavailable`, or says what is wrong with file or secret. */
export async function openKeys(place: KeysPlace): Promise<KeyVault> {
  return isServerUrl(place.keys) ? (await openBucketOfKeys(place, true))! : openSqliteVault({ path: place.keys });
}

/** Undefined: there are none, and none are made; or this machine has no secret to read them with. */
export async function openExistingKeys(place: KeysPlace): Promise<KeyVault | undefined> {
  if (isServerUrl(place.keys)) return place.secret ? openBucketOfKeys(place, false) : undefined;
  return existsSync(place.keys) ? openSqliteVault({ path: place.keys }) : undefined;
}

/** Short ones could be guessed by whoever has the bucket. */
export const leastSecret = 32;

async function openBucketOfKeys({ keys, secret = '' }: KeysPlace, create: boolean): Promise<KeyVault | undefined> {
  if (secret.length < leastSecret) {
    throw new Error(
      `The keys of personal data (${shownUrl(keys)}) are wrapped by a secret that every machine must have, and this one has none of at ` +
        `least ${leastSecret} characters. Set TESSERA_KEYS_SECRET to that of the others (secrets/keys-secret in the data folder of ` +
        'the machine that made the keys), or name a file with TESSERA_KEYS.',
    );
  }
  let bucket;
  try {
    bucket = await openBucket({ url: keys, name: 'keys', content: 'keys', create });
  } catch (cause) {
    throw new KeysUnavailable(shownUrl(keys), { cause });
  }
  return bucket && openNatsVault({ bucket, secret });
}
