/**
 * The keys that compositions are signed by: the private one for the releases service alone, the public ones for gateways.
 * Exchanging them never leaves a moment in which nothing holds: the new public key is there before anything is signed by it,
 * and the old one stays until somebody takes it out.
 */
import { generateKeyPairSync, randomBytes, type JsonWebKey } from 'node:crypto';
import { chmodSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAtomically } from './write-atomically.ts';

export interface CompositionKeyFiles {
  /** Path of the private key, a JWK. */
  readonly privateKey: string;
  /** Path of the public keys, a JWK set. */
  readonly publicKeys: string;
}

export interface PublicKey extends JsonWebKey {
  readonly kid: string;
}

export function compositionKeyFiles(secrets: string): CompositionKeyFiles {
  return { privateKey: join(secrets, 'composition-key.jwk'), publicKeys: join(secrets, 'composition-keys.json') };
}

/** Makes the first pair; a set that lacks the private key's public part (it was taken out by mistake) is left as it is. */
export function ensureCompositionKeys(secrets: string): CompositionKeyFiles {
  const files = compositionKeyFiles(secrets);
  if (!existsSync(files.privateKey)) rotateCompositionKey(secrets);
  for (const file of [files.privateKey, files.publicKeys]) if (existsSync(file)) chmodSync(file, 0o600);
  return files;
}

/** Previews are signed and verified by gateways alone: a key of its own, so that neither can pass for the other. Answers its path. */
export function ensurePreviewKey(secrets: string): string {
  const file = join(secrets, 'preview-key.jwk');
  if (!existsSync(file)) {
    const named = { kid: `preview-${randomBytes(4).toString('hex')}`, use: 'sig', alg: 'EdDSA' };
    const { privateKey } = generateKeyPairSync('ed25519');
    writeAtomically(file, `${JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...named })}\n`);
  }
  chmodSync(file, 0o600);
  return file;
}

/** A new pair: from here on the releases service signs with it. Answers its id. */
export function rotateCompositionKey(secrets: string): string {
  const files = compositionKeyFiles(secrets);
  const kid = `composition-${new Date().toISOString().slice(0, 10)}-${randomBytes(4).toString('hex')}`;
  const { privateKey, publicKey } = generateKeyPairSync('ed25519');
  const named = { kid, use: 'sig', alg: 'EdDSA' };
  writePublic(files, [{ ...publicKey.export({ format: 'jwk' }), ...named }, ...publicKeysIn(secrets)]);
  writeAtomically(files.privateKey, `${JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...named })}\n`);
  return kid;
}

/** Newest first. */
export function publicKeysIn(secrets: string): PublicKey[] {
  const { publicKeys } = compositionKeyFiles(secrets);
  return existsSync(publicKeys) ? (JSON.parse(readFileSync(publicKeys, 'utf8')) as { keys: PublicKey[] }).keys : [];
}

/** The id of the key that is signed with; undefined before the first start. */
export function signingKeyId(secrets: string): string | undefined {
  const { privateKey } = compositionKeyFiles(secrets);
  return existsSync(privateKey) ? (JSON.parse(readFileSync(privateKey, 'utf8')) as PublicKey).kid : undefined;
}

/** Gateways trust it no longer. False: there is no such key. */
export function retireCompositionKey(secrets: string, kid: string): boolean {
  const keys = publicKeysIn(secrets);
  const left = keys.filter((key) => key.kid !== kid);
  if (left.length === keys.length) return false;
  writePublic(compositionKeyFiles(secrets), left);
  return true;
}

function writePublic({ publicKeys }: CompositionKeyFiles, keys: readonly PublicKey[]): void {
  writeAtomically(publicKeys, `${JSON.stringify({ keys }, null, 2)}\n`);
}
