/** Where signed compositions come from: the artifact store, this gateway's own copy, the seed it was shipped with. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { compositionFile, compositionFolder, pointerFile, revisionOfFile } from '@tessera/contracts/signed';
import { writeFileAtomically } from '../artifacts/write-file.ts';

export type SourceName = 'store' | 'local-copy' | 'seed';

export interface CompositionSource {
  readonly name: SourceName;
  /** The signed text, unverified; undefined when there is none. Rejects when the place cannot be read. */
  read(): Promise<string | undefined>;
}

export interface LocalCopy extends CompositionSource {
  write(text: string): Promise<void>;
}

export function storeSource(artifacts: string, environment: string): CompositionSource {
  const folder = join(artifacts, compositionFolder, environment);
  return {
    name: 'store',
    async read() {
      const pointer = (await readIfThere(join(folder, pointerFile)))?.trim();
      if (pointer === undefined) return undefined;
      // Looked up, never joined before it was: a pointer that leads anywhere else leads nowhere.
      const revision = revisionOfFile(pointer);
      if (revision === undefined) throw new Error(`the pointer in ${folder} names no composition`);
      const text = await readIfThere(join(folder, compositionFile(revision)));
      if (text === undefined) throw new Error(`the pointer in ${folder} names ${pointer}, which is not there`);
      return text;
    },
  };
}

export function localCopy(file: string): LocalCopy {
  return {
    name: 'local-copy',
    read: () => readIfThere(file),
    async write(text) {
      await mkdir(dirname(file), { recursive: true });
      await writeFileAtomically(file, text);
    },
  };
}

export function seedSource(file: string | undefined): CompositionSource {
  return { name: 'seed', read: () => (file === undefined ? Promise.resolve(undefined) : readIfThere(file)) };
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
