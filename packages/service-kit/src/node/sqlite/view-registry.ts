/** Which files of documents there are, which of them are served, and which are being made. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Position } from '@tessera/event-log';
import type { ProjectionShape } from '../../core/read-store/read-store.ts';
import { beginWriting, removeDatabase } from './connect.ts';
import type { ReadFile } from './read-file.ts';

export interface ViewEntry {
  readonly id: number;
  readonly name: string;
  /** How often it was folded anew though its fold had not changed. */
  readonly rebuilt: number;
  /** Erasures up to here had been carried out when it was begun: nothing of those persons is in it. */
  readonly clean: Position;
  readonly shape: ProjectionShape;
  /** It is served; at most one per projection. */
  readonly complete: boolean;
  readonly path: string;
}

export interface ViewRegistry {
  entries(): ViewEntry[];
  begin(shape: ProjectionShape, rebuilt: number, clean: Position): ViewEntry;
  /** They are served from now on, in place of the others of the same projections, whose files go. */
  complete(entries: readonly ViewEntry[]): void;
  remove(entry: ViewEntry): void;
}

/** What readers are told: documents that were folded anew are another generation, whatever their fold. */
export function labelOf({ shape, rebuilt }: ViewEntry): string {
  return rebuilt === 0 ? shape.generation : `${shape.generation}-${rebuilt}`;
}

export function createViewRegistry({ database, views }: ReadFile): ViewRegistry {
  const select = database.prepare('SELECT id, name, rebuilt, clean, shape, complete FROM views ORDER BY id');
  const insert = database.prepare('INSERT INTO views (name, generation, rebuilt, clean, shape) VALUES (?, ?, ?, ?, ?)');
  const drop = database.prepare('DELETE FROM views WHERE id = ?');
  const serve = database.prepare('UPDATE views SET complete = 1 WHERE id = ?');
  const pathOf = (name: string, id: number): string => join(views, `${name}.${id}.db`);

  function entries(): ViewEntry[] {
    return select.all().map((row) => {
      const [id, name] = [Number(row['id']), row['name'] as string];
      return {
        id,
        name,
        rebuilt: Number(row['rebuilt']),
        clean: Number(row['clean']),
        shape: JSON.parse(row['shape'] as string) as ProjectionShape,
        complete: row['complete'] === 1,
        path: pathOf(name, id),
      };
    });
  }

  /** A kill between the registry and the files leaves some behind. */
  function sweep(): void {
    const known = new Set(entries().map(({ name, id }) => `${name}.${id}.db`));
    for (const file of readdirSync(views)) {
      const name = file.replace(/-(wal|shm|journal)$/, '');
      if (!known.has(name)) removeDatabase(join(views, name));
    }
  }
  sweep();

  return {
    entries,
    begin(shape, rebuilt, clean) {
      const { lastInsertRowid } = insert.run(shape.name, shape.generation, rebuilt, clean, JSON.stringify(shape));
      const id = Number(lastInsertRowid);
      return { id, name: shape.name, rebuilt, clean, shape, complete: false, path: pathOf(shape.name, id) };
    },
    complete(done) {
      const ids = new Set(done.map(({ id }) => id));
      const names = new Set(done.map(({ name }) => name));
      const former = entries().filter(({ id, name }) => names.has(name) && !ids.has(id));
      beginWriting(database, 'read.db');
      try {
        for (const { id } of former) drop.run(id);
        for (const { id } of done) serve.run(id);
        database.exec('COMMIT');
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
      for (const { path } of former) removeDatabase(path);
    },
    remove({ id, path }) {
      drop.run(id);
      removeDatabase(path);
    },
  };
}
