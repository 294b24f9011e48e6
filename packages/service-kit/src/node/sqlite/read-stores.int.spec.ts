/** The memory store and the SQLite store answer alike, whatever happens to them: seeded random histories. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { DocumentChange, NewDocument, ReadStore } from '../../core/read-store/read-store.ts';
import { searchWords } from '../../core/read-store/search-words.ts';
import { createMemoryStore } from '../../memory/memory-store.ts';
import { temporaryFolders } from '../../sample/temporary-folders.ts';
import { openReadFile } from './read-file.ts';
import { createSqliteStore } from './sqlite-store.ts';

const folders = temporaryFolders();
afterEach(() => folders.clear());

const shape = {
  name: 'things',
  generation: 'g1',
  indexes: ['rank', 'name'],
  partitioned: true,
  searchable: true,
  reading: { partition: 'p', search: 's', indexes: { rank: 'r', name: 'n' }, fields: { 'Thing.name': 'String!' } },
};
const plain = {
  name: 'plain',
  generation: 'g1',
  indexes: [],
  partitioned: false,
  searchable: false,
  reading: { partition: '', search: '', indexes: {}, fields: {} },
};

function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

interface Thing {
  readonly name: string;
  readonly rank: number | null;
}

function newDocument(doc: Thing, partition: string, position: number, of: string): NewDocument {
  const full = of === 'things';
  return {
    doc,
    partition,
    position,
    json: JSON.stringify(doc),
    values: full ? [doc.rank, doc.name] : [],
    words: full ? searchWords(doc.name).join(' ') : '',
  };
}

/** Applies one random history to both; the stores' own answers provide what was there. */
function history(seed: number, steps: number, stores: readonly ReadStore[], check: (position: number) => void): void {
  const random = randomFrom(seed);
  const names = ['Ball valve', 'ball bearing', 'Öl', 'O-ring 20×3', 'bolt'];
  for (let position = 1; position <= steps; position++) {
    const changes = new Map<string, DocumentChange>();
    for (let i = random(4); i >= 0; i--) {
      const projection = random(4) === 0 ? 'plain' : 'things';
      const key = `k${random(12)}`;
      const was = stores[0]!.get(projection, key)?.partition;
      const partition = projection === 'plain' ? 'all' : `p${random(3)}`;
      const doc = { name: names[random(names.length)]!, rank: random(5) === 0 ? null : random(4) };
      const now = random(4) === 0 ? undefined : newDocument(doc, partition, position, projection);
      const between = projection === 'plain' ? 'all' : `p${random(3)}`;
      const passed =
        between === was || between === now?.partition || random(3) > 0 ? [] : [{ partition: between, position }];
      if (was !== undefined || now !== undefined || passed.length > 0)
        changes.set(`${projection} ${key}`, { projection, key, position, was, now, passed });
    }
    for (const store of stores) store.write({ position, changes: [...changes.values()], parked: [] });
    check(position);
  }
}

const byKey = (a: { key: string; partition: string }, b: { key: string; partition: string }): number =>
  `${a.key} ${a.partition}` < `${b.key} ${b.partition}` ? -1 : 1;

function answers(store: ReadStore, position: number): unknown {
  const pages = (['key', 'rank', 'name'] as const).flatMap((order) =>
    [false, true].map((descending) => {
      const items: object[] = [];
      let after: string | null = null;
      const totals: number[] = [];
      do {
        const page = store.page('things', { order, descending, first: 3, after, partition: position % 2 ? '*' : 'p1' });
        items.push(...page.items);
        after = page.next;
        totals.push(page.total);
      } while (after !== null);
      return { order, descending, items, totals };
    }),
  );
  const since = [0, position - 3, position - 10].flatMap((after) =>
    ['*', 'p0', 'p2'].map((partition) => {
      const { documents, gone } = store.changedSince('things', partition, Math.max(0, after))!;
      return { documents, gone: [...gone].sort(byKey) };
    }),
  );
  return {
    pages,
    since,
    found: ['ball', 'BALL v', 'ol', '20 o', '3', 'x'].map((search) => store.page('things', { search, first: 50 })),
    filtered: store.page('things', { where: { rank: 2, name: null }, first: 50, order: 'name' }),
    anyOf: [[0, 3], [1], []].map((rank) => store.page('things', { where: { rank }, first: 50, order: 'name' })),
    all: ['*', 'p0', 'nowhere'].map((partition) => store.all('things', partition)),
    plain: [store.all('plain', '*'), store.page('plain', { first: 4 })],
  };
}

describe('two stores', () => {
  it.each([1, 7, 42, 1_001])('answer alike through the history of seed %i, a restart included', (seed) => {
    const path = join(folders.make(), 'read.db');
    let sqlite = createSqliteStore(openReadFile(path, 'e1'), [shape, plain]);
    const memory = createMemoryStore([shape, plain]);
    sqlite.caughtUp();
    const both = [memory, { ...sqlite, write: (batch) => sqlite.write(batch) } satisfies ReadStore];
    history(seed, 60, both, (position) => {
      expect({ seed, position, ...(answers(sqlite, position) as object) }).toEqual({
        seed,
        position,
        ...(answers(memory, position) as object),
      });
      if (position % 20 !== 0) return;
      sqlite.close();
      sqlite = createSqliteStore(openReadFile(path, 'e1'), [shape, plain]);
      expect(sqlite.position('things')).toBe(position);
    });
    sqlite.close();
  });
});

/** Documents come, go and move while somebody turns the pages; the document whose cursor they hold goes, too. */
describe('a list that is paged while documents change', () => {
  const seeds = Array.from({ length: 60 }, (_, seed) => seed + 1);
  it.each(['memory', 'sqlite'] as const)(
    'shows what stays exactly once, and nothing twice that stays where it is: %s',
    (engine) => {
      for (const seed of seeds) {
        const random = randomFrom(seed * 7_919);
        const store =
          engine === 'memory'
            ? createMemoryStore([shape])
            : createSqliteStore(openReadFile(join(folders.make(), 'read.db'), 'e1'), [shape]);
        store.caughtUp();
        let position = 0;
        const present = new Map<string, Thing & { readonly key: string; readonly partition: string }>();
        const change = (key: string, now: Omit<Thing & { readonly partition: string }, 'key'> | undefined): void => {
          position += 1;
          const was = present.get(key)?.partition;
          const doc = now === undefined ? undefined : { ...now, key };
          if (doc === undefined) present.delete(key);
          else present.set(key, doc);
          const document = doc && newDocument(doc, doc.partition, position, 'things');
          if (was === undefined && document === undefined) return;
          const changes = [{ projection: 'things', key, position, was, now: document }];
          store.write({ position, parked: [], changes });
        };
        const something = () => ({
          name: ['bolt', 'Öl', 'O-ring'][random(3)]!,
          rank: random(6) === 0 ? null : random(3),
          partition: `p${random(2)}`,
        });
        for (let i = 0; i < 24; i++) change(`k${random(30)}`, something());

        const order = (['key', 'rank', 'name'] as const)[random(3)]!;
        const [descending, partition, first] = [random(2) === 0, ['*', 'p0'][random(2)]!, 1 + random(4)];
        const placeOf = (key: string): string | undefined => {
          const doc = present.get(key);
          if (doc === undefined || (partition !== '*' && doc.partition !== partition)) return undefined;
          return order === 'key' ? key : doc[order] === null ? undefined : String(doc[order]);
        };
        const keys = Array.from({ length: 40 }, (_, i) => `k${i}`);
        const stays = new Map(keys.flatMap((key) => (placeOf(key) === undefined ? [] : [[key, placeOf(key)]])));
        const moved = new Set<string>();
        const shown: string[] = [];
        for (let after: string | null = null; ;) {
          const page = store.page('things', { order, descending, partition, first, after });
          shown.push(...page.items.map((item) => (item as { key: string }).key));
          after = page.next;
          if (after === null) break;
          for (let i = random(5); i > 0; i--) {
            // Every other time the very document that the cursor names.
            const key = random(2) === 0 ? shown.at(-1)! : keys[random(40)]!;
            const before = placeOf(key);
            change(key, random(3) === 0 ? undefined : something());
            if (placeOf(key) !== before) moved.add(key);
          }
        }
        const about = { seed, engine, order, descending, partition, first, shown };
        for (const key of stays.keys()) {
          if (!moved.has(key))
            expect({ ...about, key, times: shown.filter((each) => each === key).length }).toMatchObject({ times: 1 });
        }
        for (const key of new Set(shown)) {
          if (!moved.has(key))
            expect({ ...about, key, times: shown.filter((each) => each === key).length }).toMatchObject({ times: 1 });
        }
        store.close();
      }
    },
  );
});

describe('the SQLite store', () => {
  it('writes all of a batch or nothing', () => {
    const store = createSqliteStore(openReadFile(join(folders.make(), 'read.db'), 'e1'), [plain]);
    const doc = { name: 'a', rank: 1 };
    const put = (key: string, now: NewDocument): DocumentChange => ({
      projection: 'plain',
      key,
      position: 1,
      was: undefined,
      now,
    });
    const bad = { ...newDocument(doc, 'all', 1, 'plain'), json: null as unknown as string };
    expect(() =>
      store.write({ position: 1, parked: [], changes: [put('a', newDocument(doc, 'all', 1, 'plain')), put('b', bad)] }),
    ).toThrow();
    expect([store.position('plain'), store.get('plain', 'a'), store.all('plain', '*')]).toEqual([0, undefined, []]);
    store.write({ position: 1, parked: [], changes: [put('a', newDocument(doc, 'all', 1, 'plain'))] });
    expect([store.position('plain'), store.all('plain', '*').length]).toEqual([1, 1]);
    store.close();
  });

  it('forgets the oldest tombstones, and says how far back it reaches', () => {
    const store = createSqliteStore(openReadFile(join(folders.make(), 'read.db'), 'e1'), [plain]);
    store.caughtUp();
    const doc = newDocument({ name: 'a', rank: 1 }, 'all', 1, 'plain');
    const keys = Array.from({ length: 25_000 }, (_, i) => `k${i}`);
    store.write({
      position: 1,
      parked: [],
      changes: keys.map((key) => ({ projection: 'plain', key, position: 1, was: undefined, now: doc })),
    });
    // A commit each, of 25 documents.
    const commits = 1_000;
    for (let at = 0; at < commits; at++) {
      const position = at + 2;
      const gone = keys.slice(at * 25, (at + 1) * 25);
      store.write({
        position,
        parked: [],
        changes: gone.map((key) => ({ projection: 'plain', key, position, was: 'all', now: undefined })),
      });
    }
    expect(store.changedSince('plain', '*', 1)).toBeUndefined();
    expect(store.reachesBack('plain', 1)).toBe(false);
    expect(store.changedSince('plain', '*', 961)?.gone.length).toBe(1_000);
    store.close();
  });

  it('serves the former documents until the new ones are swapped in, and goes on with what a kill left', () => {
    const path = join(folders.make(), 'read.db');
    const open = (generation: string, more: Partial<typeof shape> = {}) =>
      createSqliteStore(openReadFile(path, 'e1'), [{ ...shape, ...more, generation }]);
    const put = (key: string, position: number): DocumentChange => ({
      projection: 'things',
      key,
      position,
      was: undefined,
      now: newDocument({ name: key, rank: 1 }, 'p1', position, 'things'),
    });
    const keys = (store: ReadStore) => store.all('things', '*').map(({ key }) => key);
    const first = open('g1');
    expect(first.missing()).toEqual([]);
    first.write({ position: 5, parked: [], changes: [put('a', 1)] });
    first.caughtUp();
    first.close();

    const second = open('g2');
    expect([second.standing('things'), keys(second), second.missing()]).toEqual([
      { state: 'former', generation: 'g1', position: 5 },
      ['a'],
      ['things'],
    ]);
    second.write({ position: 9, parked: [], changes: [] });
    expect(second.standing('things')).toMatchObject({ position: 5 });
    const begun = second.prepare(['things'], false, 0).open();
    begun.write({ position: 3, parked: [], changes: [put('b', 2)] });
    begun.close();
    second.close();

    const third = open('g2');
    const preparation = third.prepare(['things'], false, 0);
    const made = preparation.open();
    expect([made.position('things'), keys(made), keys(third)]).toEqual([3, ['b'], ['a']]);
    made.write({ position: 8, parked: [], changes: [put('c', 8)] });
    preparation.swap();
    expect([third.standing('things'), keys(third), third.missing()]).toEqual([
      { state: 'live', generation: 'g2', position: 8 },
      ['b', 'c'],
      [],
    ]);
    third.close();
    expect(readdirSync(join(path, '../views')).filter((name) => name.endsWith('.db'))).toHaveLength(1);

    const again = open('g2');
    const anew = again.prepare(['things'], true, 0);
    anew.open().write({ position: 9, parked: [], changes: [put('d', 9)] });
    anew.swap();
    expect([again.standing('things'), keys(again)]).toEqual([
      { state: 'live', generation: 'g2-1', position: 9 },
      ['d'],
    ]);
    again.close();

    // Read by other rules, the former documents would be shown to the wrong people, or look as if there were none.
    const moved = open('g3', { reading: { ...shape.reading, partition: 'another' } });
    expect([moved.standing('things'), moved.missing()]).toEqual([{ state: 'none' }, ['things']]);
    expect(() => moved.all('things', '*')).toThrow('is being made anew');
    moved.close();
  });

  it('knows after a restart that something is to be wiped, until it has been', async () => {
    const path = join(folders.make(), 'read.db');
    const open = () => createSqliteStore(openReadFile(path, 'e1'), [plain]);
    const first = open();
    expect(first.owesForgetting).toBe(false);
    first.oweForgetting();
    first.close();
    const second = open();
    expect(second.owesForgetting).toBe(true);
    await second.forgetFormer();
    expect(second.owesForgetting).toBe(false);
    second.close();
  });

  describe('a write that fails', () => {
    const open = () => createSqliteStore(openReadFile(join(folders.make(), 'read.db'), 'e1'), [plain, shape]);
    const change = (projection: string, key: string, position: number, exists: boolean): DocumentChange => ({
      projection,
      key,
      position,
      was: exists ? undefined : 'all',
      now: exists ? newDocument({ name: key, rank: 1 }, 'all', position, projection) : undefined,
    });
    /** The file refuses it; it is the last of its batch. */
    const refused = (projection: string, position: number): DocumentChange => {
      const poison = change(projection, 'poison', position, true);
      return { ...poison, now: { ...poison.now!, json: null as never } };
    };

    it('leaves no trace: a document that was removed before and is there again is not told as gone', () => {
      const store = open();
      const write = (position: number, ...changes: DocumentChange[]) => store.write({ position, changes, parked: [] });
      write(1, change('things', 'a', 1, true));
      write(2, change('things', 'a', 2, false));
      expect(() => write(3, change('things', 'a', 3, true), refused('things', 3))).toThrow(/NOT NULL/u);
      expect([store.position('things'), store.get('things', 'a')]).toEqual([2, undefined]);
      write(3, change('things', 'a', 3, true));
      expect(store.changedSince('things', '*', 1)).toMatchObject({ documents: [{ key: 'a' }], gone: [] });
      store.close();
    });

    it('does not make the store forget: what is written again and again is one tombstone', () => {
      const store = open();
      const keys = Array.from({ length: 8_000 }, (_, at) => `k${at}`);
      const all = (position: number, exists: boolean) => keys.map((key) => change('plain', key, position, exists));
      store.write({ position: 1, changes: all(1, true), parked: [] });
      // The second projection's file refuses its part: of the first, all of it is written each time.
      for (let attempt = 0; attempt < 2; attempt++) {
        const changes = [...all(2, false), refused('things', 2)];
        expect(() => store.write({ position: 2, changes, parked: [] })).toThrow(/NOT NULL/u);
      }
      store.write({ position: 2, changes: all(2, false), parked: [] });
      store.write({ position: 3, changes: [change('plain', 'last', 3, true)], parked: [] });
      expect([store.reachesBack('plain', 1), store.changedSince('plain', '*', 1)?.gone.length]).toEqual([true, 8_000]);
      store.close();
    });
  });
});
