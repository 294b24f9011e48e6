/**
 * The read store on disk: a file of documents per projection (see `view-file.ts`), and a registry of which are served.
 * When nothing at all was ever served, projections are folded where they are; later, documents of a new fold are made
 * beside those that are served, and swapped in.
 */
import type { Position } from '@tessera/event-log';
import type {
  DocumentChange,
  ParkedEvent,
  ProjectionShape,
  ReadStore,
  Standing,
} from '../../core/read-store/read-store.ts';
import { canServe } from '../../core/read-store/can-serve.ts';
import { rebuilding } from '../../core/read-store/rebuilding.ts';
import type { CopiedView } from '../copy/copied-view.ts';
import { isDamage } from './connect.ts';
import type { ReadFile } from './read-file.ts';
import { openViewFile, type ViewFile } from './view-file.ts';
import { createViewRegistry, labelOf, type ViewEntry } from './view-registry.ts';

interface View {
  readonly state: 'live' | 'former';
  /** What readers are told. */
  readonly generation: string;
  readonly file: ViewFile;
}

export interface SqliteStore extends ReadStore {
  /** What another replica may start from. */
  copies(): CopiedView[];
  copyTo(name: string, path: string): Promise<void>;
}

export function createSqliteStore(file: ReadFile, shapes: readonly ProjectionShape[]): SqliteStore {
  const registry = createViewRegistry(file);
  const shapeOf = new Map(shapes.map((shape) => [shape.name, shape]));
  const views = new Map<string, View>();
  for (const entry of registry.entries()) if (!isOfUse(entry)) registry.remove(entry);
  const first = registry.entries().every(({ complete }) => !complete);
  for (const shape of shapes) {
    const view = first ? startFrom(shape) : served(shape);
    if (view !== undefined) views.set(shape.name, view);
  }
  let completed = !first;

  /** Served ones are kept even when they can't be shown: the code they are of may come back. */
  function isOfUse({ name, complete, shape }: ViewEntry): boolean {
    const present = shapeOf.get(name);
    return present !== undefined && (complete || shape.generation === present.generation);
  }

  function unfinished(name: string): ViewEntry | undefined {
    return registry.entries().find((entry) => entry.name === name && !entry.complete);
  }

  function open(entry: ViewEntry): ViewFile | undefined {
    try {
      return openViewFile(entry.path, entry.shape);
    } catch (error) {
      if (!isDamage(error)) throw error;
      registry.remove(entry);
      return undefined;
    }
  }

  function startFrom(shape: ProjectionShape): View {
    const entry = unfinished(shape.name) ?? registry.begin(shape, 0, 0);
    const opened = open(entry);
    return opened === undefined ? startFrom(shape) : { state: 'live', generation: labelOf(entry), file: opened };
  }

  function served(shape: ProjectionShape): View | undefined {
    const entry = registry.entries().find(({ name, complete }) => name === shape.name && complete);
    if (entry === undefined) return undefined;
    const state = entry.shape.generation === shape.generation ? 'live' : 'former';
    if (state === 'former' && !canServe(entry.shape, shape)) return undefined;
    const opened = open(entry);
    return opened && { state, generation: labelOf(entry), file: opened };
  }

  /** What new documents of it go into: what an earlier attempt left, or a new file. */
  function entryFor(name: string, anew: boolean, clean: Position): ViewEntry {
    const shape = shapeOf.get(name);
    if (shape === undefined) throw new Error(`There is no projection "${name}".`);
    const left = unfinished(name);
    if (left !== undefined && !anew) return left;
    if (left !== undefined) registry.remove(left);
    const present = registry.entries().find((entry) => entry.name === name && entry.complete);
    const again = present?.shape.generation === shape.generation ? present.rebuilt + 1 : 0;
    return registry.begin(shape, again, clean);
  }

  return {
    ...storeOver(views),
    standing: (name) => standingOf(views, name),
    caughtUp() {
      for (const { state, file: each } of views.values()) if (state === 'live') each.caughtUp();
      if (completed) return;
      registry.complete(registry.entries());
      completed = true;
    },
    missing: () =>
      completed
        ? shapes.map(({ name }) => name).filter((name) => views.get(name)?.state !== 'live' || unfinished(name))
        : [],
    oweForgetting: () => file.oweForgetting(true),
    get owesForgetting() {
      return file.owesForgetting();
    },
    async forgetFormer() {
      for (const [name, { state, file: each }] of views) {
        if (state === 'live') continue;
        each.close();
        views.delete(name);
      }
      // What is no longer, or not yet, folded on cannot be written over.
      const live = new Set([...views].filter(([, { state }]) => state === 'live').map(([name]) => name));
      if (completed) {
        for (const entry of registry.entries()) if (!entry.complete || !live.has(entry.name)) registry.remove(entry);
      }
      for (const { file: each } of views.values()) await each.forgetFormer();
      if (file.owesForgetting()) file.oweForgetting(false);
    },
    prepare(names, anew, clean) {
      const entries = new Map(names.map((name) => [name, entryFor(name, anew, clean)]));
      const opened = new Map<string, View>();
      return {
        clean: Math.min(...[...entries.values()].map((entry) => entry.clean)),
        files: new Map([...entries].map(([name, { path }]) => [name, path])),
        open() {
          for (const [name, entry] of entries) {
            let usable = entry;
            let view = open(usable);
            while (view === undefined) {
              usable = entryFor(name, true, clean);
              view = open(usable);
            }
            entries.set(name, usable);
            opened.set(name, { state: 'live', generation: labelOf(usable), file: view });
          }
          return preparedStore(opened);
        },
        swap() {
          registry.complete([...entries.values()]);
          for (const [name, view] of opened) {
            views.get(name)?.file.close();
            views.set(name, view);
          }
        },
      };
    },
    copies() {
      const live = (name: string): boolean => views.get(name)?.state === 'live';
      return registry.entries().flatMap(({ name, rebuilt, clean, shape, complete }) => {
        if (!complete || !live(name)) return [];
        return [{ name, rebuilt, clean, shape, position: views.get(name)!.file.table.position }];
      });
    },
    copyTo: (name, path) => views.get(name)!.file.copyTo(path),
    close() {
      for (const { file: each } of views.values()) each.close();
      file.database.close();
    },
  };
}

/** For a thread that folds ahead into files it was told. */
export function openPreparedFiles(files: ReadonlyMap<string, string>, shapes: readonly ProjectionShape[]): ReadStore {
  const views = new Map<string, View>();
  for (const shape of shapes) {
    const path = files.get(shape.name);
    if (path === undefined) continue;
    views.set(shape.name, { state: 'live', generation: shape.generation, file: openViewFile(path, shape) });
  }
  return preparedStore(views);
}

function preparedStore(views: ReadonlyMap<string, View>): ReadStore {
  return {
    ...storeOver(views),
    standing: (name) => standingOf(views, name),
    caughtUp() {
      for (const { file } of views.values()) file.caughtUp();
    },
    missing: () => [],
    // It goes as a whole when somebody is erased meanwhile.
    oweForgetting: () => undefined,
    owesForgetting: false,
    async forgetFormer() {
      for (const { file } of views.values()) await file.forgetFormer();
    },
    prepare() {
      throw new Error('Documents that are being made are not rebuilt.');
    },
    close() {
      for (const { file } of views.values()) file.close();
    },
  };
}

function standingOf(views: ReadonlyMap<string, View>, name: string): Standing {
  const view = views.get(name);
  if (view === undefined) return { state: 'none' };
  return { state: view.state, generation: view.generation, position: view.file.table.position };
}

/** Reading and writing. */
function storeOver(
  views: ReadonlyMap<string, View>,
): Pick<ReadStore, 'position' | 'get' | 'page' | 'all' | 'each' | 'changedSince' | 'reachesBack' | 'parked' | 'write'> {
  function of(name: string): ViewFile {
    const view = views.get(name);
    if (view === undefined) throw rebuilding(name);
    return view.file;
  }
  return {
    position: (name) => of(name).table.position,
    get: (name, key) => of(name).get(key),
    page: (name, request) => of(name).table.page(request),
    all: (name, partition) => of(name).table.all(partition),
    *each(name) {
      for (const { key, partition, position, doc } of of(name).table.each()) {
        yield { key, partition, position, doc: JSON.parse(doc) as object };
      }
    },
    reachesBack: (name, after) => after >= of(name).table.floor,
    changedSince(name, partition, after) {
      const { table } = of(name);
      return after < table.floor ? undefined : table.changedSince(partition, after);
    },
    parked: () =>
      [...views.values()]
        .filter(({ state }) => state === 'live')
        .flatMap(({ file }) => file.parked())
        .sort((a, b) => a.position - b.position),
    write({ position, changes, parked, reparked, stopped }) {
      const changesOf = Map.groupBy(changes, ({ projection }) => projection);
      const parkedOf: ReadonlyMap<string, ParkedEvent[]> = Map.groupBy(parked, ({ projection }) => projection);
      const none: readonly DocumentChange[] = [];
      const live = [...views].flatMap(([name, { state, file }]) => (state === 'live' ? [{ name, file }] : []));
      // All of them first: what is written again after one was busy must not have been written to others.
      const locked: ViewFile[] = [];
      try {
        for (const { file } of live) {
          file.lock();
          locked.push(file);
        }
        for (const { name, file } of live) {
          locked.shift();
          file.write(
            stopped?.get(name) ?? position,
            changesOf.get(name) ?? none,
            parkedOf.get(name) ?? [],
            reparked?.get(name),
          );
        }
      } finally {
        for (const file of locked) file.unlock();
      }
    },
  };
}
