/**
 * The public keys that compositions are held against. The file is looked at again on each use, so that a key is trusted, or
 * not any more, from the moment its line is there or gone. Without a readable file nothing holds.
 */
import { readFile, stat } from 'node:fs/promises';
import { readKeySet } from '@tessera/contracts/signed';
import type { KeySet } from '@tessera/contracts/signed';
import type { Logger } from 'pino';

export interface CompositionKeys {
  current(): Promise<KeySet>;
}

export function createCompositionKeys(file: string | undefined, log: Logger): CompositionKeys {
  let known: { readonly identity: string; readonly keys: KeySet } = { identity: '', keys: new Map() };
  return {
    async current() {
      if (file === undefined) return known.keys;
      try {
        // It is replaced as a whole, so that a new one is another file even within the same millisecond.
        const { mtimeMs, ino, size } = await stat(file);
        const identity = `${ino} ${mtimeMs} ${size}`;
        if (identity === known.identity) return known.keys;
        known = { identity, keys: await readKeySet(await readFile(file, 'utf8')) };
        log.info({ file, keys: [...known.keys.keys()] }, 'compositions are verified by these keys');
      } catch (error) {
        log.error(
          { err: error, file },
          'the keys of compositions cannot be read; no composition is taken until they can',
        );
        known = { identity: '', keys: new Map() };
      }
      return known.keys;
    },
  };
}
