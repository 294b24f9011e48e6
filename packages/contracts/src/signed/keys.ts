/**
 * Ed25519 keys as JSON Web Keys (RFC 8037). Whoever signs has one private key; whoever verifies has a set of public ones
 * by key id, so that keys can be exchanged without a moment in which nothing holds.
 */
import { importJWK, type CryptoKey } from 'jose';
import { z } from 'zod';

const base64url = z.string().regex(/^[A-Za-z0-9_-]{43}$/, 'must be 32 bytes in base64url');
const keyId = z.string().regex(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ -');
const publicKeySchema = z.object({ kty: z.literal('OKP'), crv: z.literal('Ed25519'), x: base64url, kid: keyId });
const privateKeySchema = publicKeySchema.extend({ d: base64url });
const keySetSchema = z.object({ keys: z.array(z.looseObject({ kid: keyId })).min(1) });

export const algorithm = 'EdDSA';

/** Public keys by key id. */
export type KeySet = ReadonlyMap<string, CryptoKey>;

export interface SigningKey {
  readonly kid: string;
  readonly key: CryptoKey;
  /** Its public part: what it signed verifies against this. */
  readonly verifies: KeySet;
}

/** A private key from its JWK; throws when it is none. The message never holds any of the key. */
export async function readSigningKey(text: string): Promise<SigningKey> {
  const { data: jwk } = privateKeySchema.safeParse(parse(text));
  if (jwk === undefined)
    throw new Error('It is no private Ed25519 key: a JWK with kty "OKP", crv "Ed25519", x, d and kid is expected.');
  const { d: _, ...publicPart } = jwk;
  const verifies = new Map([[jwk.kid, (await importJWK(publicPart, algorithm)) as CryptoKey]]);
  return { kid: jwk.kid, key: (await importJWK(jwk, algorithm)) as CryptoKey, verifies };
}

/** Public keys from a JWK set; throws when one is no public Ed25519 key, or comes with its private part. */
export async function readKeySet(text: string): Promise<KeySet> {
  const { data: set } = keySetSchema.safeParse(parse(text));
  if (set === undefined) throw new Error('It is no JWK set with at least one key that has a kid.');
  const keys = new Map<string, CryptoKey>();
  for (const jwk of set.keys) {
    if ('d' in jwk) throw new Error(`The key ${jwk.kid} is private. Whoever verifies must not be able to sign.`);
    const { data } = publicKeySchema.safeParse(jwk);
    if (data === undefined) throw new Error(`The key ${jwk.kid} is no public Ed25519 key.`);
    if (keys.has(data.kid)) throw new Error(`Two keys are called ${data.kid}.`);
    keys.set(data.kid, (await importJWK(data, algorithm)) as CryptoKey);
  }
  return keys;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
