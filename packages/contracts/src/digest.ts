/** Hashes by Web Crypto, so that browser, CLI and gateway compute the same with the same code. */
import { canonicalJson } from './canonical-json.ts';

const base64 = (bytes: Uint8Array): string => {
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
};

/** Subresource integrity of some bytes: `sha384-<base64>`. */
export async function integrityOf(bytes: Uint8Array<ArrayBuffer> | string): Promise<string> {
  const data = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return `sha384-${base64(new Uint8Array(await crypto.subtle.digest('SHA-384', data)))}`;
}

/** The name a published operation travels by: sha256 of its text, in hex. */
export async function operationHash(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** What a release *is*: sha384 over the canonical JSON of its manifest without `digest` and `builtAt`. */
export async function digestOf(manifest: object): Promise<string> {
  const { digest: _digest, builtAt: _builtAt, ...content } = manifest as Record<string, unknown>;
  return integrityOf(canonicalJson(content));
}
