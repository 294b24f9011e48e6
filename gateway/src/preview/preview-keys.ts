/**
 * The keys of previews: this product's gateways alone sign by one, and take what any they trust has signed, so that it can be
 * exchanged while previews go on. Both files are looked at again on each use: a key counts, or not any more, from the moment it
 * is there or gone.
 */
import { readFile, stat } from 'node:fs/promises';
import { readKeySet, readSigningKey } from '@tessera/contracts/signed';
import type { KeySet, SigningKey } from '@tessera/contracts/signed';
import type { Logger } from 'pino';

export interface TrustedKeys {
  readonly signing: SigningKey;
  /** What a preview is held against. */
  readonly verifies: KeySet;
}

export interface PreviewKeys {
  /** Undefined: there are no previews here. */
  current(): Promise<TrustedKeys | undefined>;
}

/** @param trustedFile of the public keys; without it, the signing key's own is the one that is trusted */
export function createPreviewKeys(
  signingFile: string | undefined,
  trustedFile: string | undefined,
  log: Logger,
): PreviewKeys {
  const signing = signingFile === undefined ? undefined : readOnChange(signingFile, readSigningKey);
  const trusted = trustedFile === undefined ? undefined : readOnChange(trustedFile, readKeySet);
  return {
    async current() {
      if (signing === undefined) return undefined;
      try {
        const key = await signing();
        const verifies = (await trusted?.()) ?? key.verifies;
        if (!verifies.has(key.kid)) throw new Error(`${key.kid}, which signs, is not among the keys that are trusted`);
        return { signing: key, verifies };
      } catch (error) {
        log.error(
          { err: error, files: [signingFile, trustedFile] },
          'the keys of previews cannot be read; there are no previews until they can',
        );
        return undefined;
      }
    },
  };
}

function readOnChange<Value>(file: string, read: (text: string) => Promise<Value>): () => Promise<Value> {
  let known: { readonly identity: string; readonly value: Value } | undefined;
  return async () => {
    // It is replaced as a whole, so that a new one is another file even within the same millisecond.
    const { mtimeMs, ino, size } = await stat(file);
    const identity = `${ino} ${mtimeMs} ${size}`;
    if (identity !== known?.identity) known = { identity, value: await read(await readFile(file, 'utf8')) };
    return known.value;
  };
}
