import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ProjectionShape, ReadStore } from '../../core/read-store/read-store.ts';
import { openPreparedFiles } from './sqlite-store.ts';

/** A read store that needs to survive nothing: its folder goes when it is closed, and when one of a killed process is found. */
export function openScratchStore(folder: string, shapes: readonly ProjectionShape[]): ReadStore {
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  remove();
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const store = openPreparedFiles(new Map(shapes.map(({ name }) => [name, join(folder, `${name}.db`)])), shapes);
  return {
    ...store,
    close() {
      store.close();
      remove();
    },
  };
}
