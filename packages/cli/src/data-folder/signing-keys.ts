/**
 * The keys that compositions, and those that previews are signed by: a private one for whoever signs, public ones for whoever
 * verifies, and never the same for both, so that neither can pass for the other. Exchanging them never leaves a moment in
 * which nothing holds: the new public key is there before anything is signed by it, and the old one stays until somebody
 * takes it out.
 */
import { generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from './write-atomically.ts';

/** Compositions are signed by the releases service and verified by gateways; previews are both by gateways. */
export type Signed = 'composition' | 'preview';

export const signedThings: readonly Signed[] = ['composition', 'preview'];

export interface SigningKeyFiles {
  /** Path of the private key, a JWK. */
  readonly privateKey: string;
  /** Path of the public keys, a JWK set. */
  readonly publicKeys: string;
}

export interface PublicKey extends JsonWebKey {
  readonly kid: string;
}

export function signingKeyFiles(secrets: string, signed: Signed): SigningKeyFiles {
  return { privateKey: join(secrets, `${signed}-key.jwk`), publicKeys: join(secrets, `${signed}-keys.json`) };
}

/** Makes the first pair; a set that lacks the private key's public part (it was taken out by mistake) is left as it is. */
export function ensureSigningKeys(secrets: string, signed: Signed): SigningKeyFiles {
  const files = signingKeyFiles(secrets, signed);
  if (!existsSync(files.privateKey)) rotateSigningKey(secrets, signed);
  // Keys of previews were once exchanged by deleting them, and had no set.
  else if (signed === 'preview' && !existsSync(files.publicKeys)) {
    const { d: _, ...publicPart } = JSON.parse(readFileSync(files.privateKey, 'utf8')) as PublicKey;
    writePublic(files, [publicPart]);
  }
  for (const file of [files.privateKey, files.publicKeys]) if (existsSync(file)) chmodSync(file, 0o600);
  return files;
}

/** A new pair: from here on it is signed with. Answers its id. */
export function rotateSigningKey(secrets: string, signed: Signed): string {
  const files = signingKeyFiles(secrets, signed);
  const kid = `${signed}-${new Date().toISOString().slice(0, 10)}-${randomBytes(4).toString('hex')}`;
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const named = { kid, use: 'sig', alg: 'EdDSA' };
  writePublic(files, [{ ...publicKey.export({ format: 'jwk' }), ...named }, ...publicKeysIn(secrets, signed)]);
  writeAtomically(files.privateKey, `${JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...named })}\n`);
  return kid;
}

/** Newest first. */
export function publicKeysIn(secrets: string, signed: Signed): PublicKey[] {
  const { publicKeys } = signingKeyFiles(secrets, signed);
  return existsSync(publicKeys) ? (JSON.parse(readFileSync(publicKeys, 'utf8')) as { keys: PublicKey[] }).keys : [];
}

/** The id of the key that is signed with; undefined before the first start. */
export function signingKeyId(secrets: string, signed: Signed): string | undefined {
  const { privateKey } = signingKeyFiles(secrets, signed);
  return existsSync(privateKey) ? (JSON.parse(readFileSync(privateKey, 'utf8')) as PublicKey).kid : undefined;
}

/** Gateways trust it no longer. */
export function retireSigningKey(secrets: string, signed: Signed, kid: string): void {
  const left = publicKeysIn(secrets, signed).filter((key) => key.kid !== kid);
  writePublic(signingKeyFiles(secrets, signed), left);
}

function writePublic({ publicKeys }: SigningKeyFiles, keys: readonly PublicKey[]): void {
  writeAtomically(publicKeys, `${JSON.stringify({ keys }, null, 2)}\n`);
}
