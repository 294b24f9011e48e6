/** The read store in memory: for tests and pages. Documents are cloned through JSON, so that what works here works on disk. */
import type { Position } from '@tessera/event-log';
import type { IndexValue } from '../definition/projection.ts';
import type { Page, PageRequest } from '../definition/resolver.ts';
import type {
  Batch,
  ChangedDocument,
  DocumentChange,
  GoneDocument,
  NewDocument,
  ParkedEvent,
  ProjectionShape,
  ReadStore,
  StoredDocument,
} from '../core/read-store/read-store.ts';
import { decodePageCursor, encodePageCursor } from '../core/read-store/page-cursor.ts';
import { checkPageRequest } from '../core/read-store/page-request.ts';

interface Kept extends StoredDocument {
  readonly key: string;
  readonly values: NewDocument['values'];
  readonly words: readonly string[];
}

interface Tombstone extends GoneDocument {
  readonly position: Position;
}

interface Projection {
  readonly shape: ProjectionShape;
  readonly documents: Map<string, Kept>;
  /** By partition and key. */
  readonly tombstones: Map<string, Tombstone>;
  readonly parked: ParkedEvent[];
  position: Position;
  /** How often it was folded anew. */
  readonly rebuilt: number;
}

export function createMemoryStore(shapes: readonly ProjectionShape[]): ReadStore {
  return storeOver(new Map(shapes.map((shape) => [shape.name, emptyOf(shape, 0)])));
}

function emptyOf(shape: ProjectionShape, rebuilt: number): Projection {
  return { shape, documents: new Map(), tombstones: new Map(), parked: [], position: 0, rebuilt };
}

function storeOver(projections: Map<string, Projection>): ReadStore {
  function of(name: string): Projection {
    const projection = projections.get(name);
    if (projection === undefined) throw new Error(`There is no projection "${name}".`);
    return projection;
  }

  function change(
    { documents, tombstones }: Projection,
    { key, was, now, position: at, passed = [] }: DocumentChange,
  ): void {
    for (const { partition, position } of passed) tombstones.set(`${partition} ${key}`, { key, partition, position });
    if (was !== undefined && was !== now?.partition)
      tombstones.set(`${was} ${key}`, { key, partition: was, position: at });
    if (now === undefined) {
      documents.delete(key);
      return;
    }
    tombstones.delete(`${now.partition} ${key}`);
    const { json, partition, values, words } = now;
    documents.set(key, {
      key,
      partition,
      values,
      position: at,
      doc: JSON.parse(json) as object,
      words: words === '' ? [] : words.split(' '),
    });
  }

  const inPartition = (partition: string) => (document: { readonly partition: string }) =>
    partition === '*' || document.partition === partition;

  return {
    standing(name) {
      const { shape, rebuilt, position } = of(name);
      const generation = rebuilt === 0 ? shape.generation : `${shape.generation}-${rebuilt}`;
      return { state: 'live', generation, position };
    },
    position: (name) => of(name).position,
    get: (projection, key) => of(projection).documents.get(key),
    page: (projection, request) => pageOf(of(projection), request),
    all: (projection, partition) =>
      [...of(projection).documents.values()].filter(inPartition(partition)).sort(byKey).map(toChanged),
    each: (projection) => [...of(projection).documents.values()].sort(byKey),
    changedSince(projection, partition, after) {
      const { documents, tombstones } = of(projection);
      const newer = (each: { readonly position: Position }) => each.position > after;
      const present = (key: string) => {
        const document = documents.get(key);
        return document !== undefined && inPartition(partition)(document);
      };
      return {
        documents: [...documents.values()].filter(newer).filter(inPartition(partition)).sort(byKey).map(toChanged),
        gone: [...tombstones.values()]
          .filter(newer)
          .filter(inPartition(partition))
          .filter(({ key }) => partition === '*' || !present(key))
          .map(({ key, partition: from }) => ({ key, partition: from })),
      };
    },
    reachesBack: () => true,
    parked: () => [...projections.values()].flatMap(({ parked }) => parked).sort((a, b) => a.position - b.position),
    write(batch: Batch) {
      for (const each of batch.changes) change(of(each.projection), each);
      for (const each of batch.parked) of(each.projection).parked.push(each);
      for (const [name, parked] of batch.reparked ?? []) of(name).parked.splice(0, Infinity, ...parked);
      for (const projection of projections.values())
        projection.position = Math.max(projection.position, batch.position);
    },
    caughtUp() {},
    // Nothing is left of what is written over.
    oweForgetting: () => undefined,
    owesForgetting: false,
    async forgetFormer() {},
    missing: () => [],
    prepare(names, _anew, clean) {
      const made = new Map(names.map((name) => [name, emptyOf(of(name).shape, of(name).rebuilt + 1)]));
      return {
        clean,
        files: undefined,
        open: () => storeOver(made),
        swap() {
          for (const [name, projection] of made) projections.set(name, projection);
        },
      };
    },
    close() {},
  };
}

function toChanged({ key, partition, doc }: Kept): ChangedDocument {
  return { key, partition, doc };
}

function byKey(a: { readonly key: string }, b: { readonly key: string }): number {
  return compare(a.key, b.key);
}

/** Numbers before texts, as SQLite orders them. */
function compare(a: IndexValue, b: IndexValue): number {
  if (typeof a !== typeof b) return typeof a === 'number' ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function pageOf({ shape, documents }: Projection, request: PageRequest): Page<object> {
  const { order, descending, first, where, words, partition } = checkPageRequest(shape, request);
  const index = shape.indexes.indexOf(order);
  const valueOf = (document: Kept): IndexValue | null =>
    order === 'key' ? document.key : (document.values[index] ?? null);
  const matching = [...documents.values()].filter(
    (document) =>
      (partition === '*' || document.partition === partition) &&
      valueOf(document) !== null &&
      where.every(([name, values]) => {
        const value = name === 'key' ? document.key : document.values[shape.indexes.indexOf(name)];
        return value !== undefined && value !== null && values.includes(value);
      }) &&
      words.every((word) => document.words.some((each) => each.startsWith(word))),
  );
  const direction = descending ? -1 : 1;
  const position = (a: Kept, value: IndexValue, key: string) =>
    direction * (compare(valueOf(a)!, value) || compare(a.key, key));
  const cursor = request.after ? decodePageCursor(order, request.after) : undefined;
  const rest = matching
    .sort((a, b) => position(a, valueOf(b)!, b.key))
    .filter((document) => cursor === undefined || position(document, cursor.value!, cursor.key) > 0);
  const items = rest.slice(0, first);
  const last = items.at(-1);
  return {
    items: items.map(({ doc }) => doc),
    next:
      last !== undefined && rest.length > first
        ? encodePageCursor(order, { value: valueOf(last), key: last.key })
        : null,
    total: matching.length,
  };
}
