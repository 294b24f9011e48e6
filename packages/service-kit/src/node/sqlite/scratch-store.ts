import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { ProjectionShape, ReadStore } from '../../core/read-store/read-store.ts';
import { createSqliteStore } from './sqlite-store.ts';
import { readTables } from './read-file.ts';

/** A read store that needs to survive nothing: its file goes when it is closed, and when one of a killed process is found. */
export function openScratchStore(path: string, shapes: readonly ProjectionShape[]): ReadStore {
  const remove = (): void => {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  };
  remove();
  const database = new DatabaseSync(path);
  database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; ${readTables}`);
  const store = createSqliteStore(database, shapes);
  return {
    ...store,
    close() {
      store.close();
      remove();
    },
  };
}
