/** The key previews are signed by: this product's gateways alone have it. Read again when the file changes. */
import { readFile, stat } from 'node:fs/promises';
import { readSigningKey } from '@tessera/contracts/signed';
import type { SigningKey } from '@tessera/contracts/signed';
import type { Logger } from 'pino';

export interface PreviewKeys {
  /** Undefined: there are no previews here. */
  current(): Promise<SigningKey | undefined>;
}

export function createPreviewKeys(file: string | undefined, log: Logger): PreviewKeys {
  let known: { readonly identity: string; readonly key: SigningKey | undefined } = { identity: '', key: undefined };
  return {
    async current() {
      if (file === undefined) return undefined;
      try {
        const { mtimeMs, ino, size } = await stat(file);
        const identity = `${ino} ${mtimeMs} ${size}`;
        if (identity !== known.identity) known = { identity, key: await readSigningKey(await readFile(file, 'utf8')) };
      } catch (error) {
        log.error({ err: error, file }, 'the key of previews cannot be read; there are no previews until it can');
        known = { identity: '', key: undefined };
      }
      return known.key;
    },
  };
}
