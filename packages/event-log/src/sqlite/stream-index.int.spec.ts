/** How commits are found, whoever stored them and wherever their entries are: checked against the engine that has no index. */
import fc from 'fast-check';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, describe, expect, it } from 'vitest';
import { createMemoryLog } from '../memory/memory-log.ts';
import type { AppendOptions, EventLog } from '../port.ts';
import { commandHash } from './command-hash.ts';
import { openSqliteLog } from './sqlite-log.ts';
import { temporaryFiles } from './temporary-file.ts';
import { verifySqliteLog } from './verify.ts';

const files = temporaryFiles();
afterAll(() => files.remove());

const now = () => '2026-01-01T00:00:00.000Z';
const event = (n: number) => [{ type: 'Counted', data: { n } }];
const streams = ['ev.a.b.1', 'ev.a.b.2', 'ev.a.b.3'];

type Step =
  | { readonly kind: 'append'; readonly by: number; readonly group: readonly (readonly [string, string, boolean])[] }
  | { readonly kind: 'refused'; readonly by: number; readonly stream: string }
  | { readonly kind: 'reopen'; readonly by: number };

const by = fc.nat({ max: 2 });
const stream = fc.constantFrom(...streams);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      by,
      // Stream, command id, whether it expects the stream as the writer knows it.
      group: fc.array(
        fc.tuple(
          stream,
          fc.nat({ max: 25 }).map((n) => `c${n}`),
          fc.boolean(),
        ),
        { minLength: 1, maxLength: 6 },
      ),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('refused' as const), by, stream }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('reopen' as const), by }) },
);

/** Everything a caller can learn of a log by name. */
async function known(log: EventLog): Promise<unknown> {
  return Promise.all(
    streams.map(async (name) => [
      await log.read(name),
      await log.read(name, { after: 7 }),
      ...(await Promise.all(Array.from({ length: 26 }, (_, n) => log.findCommand(name, `c${n}`)))),
    ]),
  );
}

/** While it is there, SQLite fails the transaction that holds such an event. */
const poison = `CREATE TRIGGER poison BEFORE INSERT ON commits WHEN new.events LIKE '%Poison%'
  BEGIN SELECT RAISE(ABORT, 'poison'); END`;

describe('three processes on one file, which forget and learn', () => {
  it('find the same commits as an engine that has them all in memory', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 30 }), async (steps) => {
        const path = files.next();
        const open = (maxRecent: number) => openSqliteLog({ path, now, maxRecent });
        const bounds = [1, 7, 1000];
        const logs = await Promise.all(bounds.map(open));
        const file = new DatabaseSync(path);
        file.exec(poison);
        file.close();
        const model = createMemoryLog({ now });
        for (const [n, each] of steps.entries()) {
          const log = logs[each.by]!;
          if (each.kind === 'reopen') {
            await log.close();
            logs[each.by] = await open(bounds[each.by]!);
          } else if (each.kind === 'refused') {
            const good = log.append(each.stream, event(n), { commandId: 'never' });
            const bad = log.append(each.stream, [{ type: 'Poison', data: {} }]);
            expect((await Promise.allSettled([good, bad])).map(({ status }) => status)).toEqual([
              'rejected',
              'rejected',
            ]);
            expect(await log.findCommand(each.stream, 'never')).toBeUndefined();
          } else {
            const both = async (to: EventLog) => {
              const versions = await Promise.all(streams.map(async (name) => (await model.read(name)).version));
              const options = ([name, commandId, expects]: readonly [string, string, boolean]): AppendOptions => ({
                commandId,
                ...(expects ? { expect: versions[streams.indexOf(name)]! } : {}),
              });
              return () => Promise.all(each.group.map((one) => to.append(one[0], event(n), options(one))));
            };
            const [stored, expected] = [await both(log), await both(model)];
            expect(await stored()).toEqual(await expected());
          }
        }
        for (const log of logs) expect(await known(log)).toEqual(await known(model));
        await Promise.all(logs.map((log) => log.close()));
        expect(verifySqliteLog(path).problems).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });
});

it('a process that moves older entries, and ends in the middle, takes nothing back of what another has moved', async () => {
  const path = files.next();
  const [one, other] = [await openSqliteLog({ path, maxRecent: 9 }), await openSqliteLog({ path, maxRecent: 9 })];
  let n = 0;
  const append = (log: EventLog, name: string) => log.append(name, event(n), { commandId: `c${n++}` });
  for (let at = 0; at < 8; at++) await append(one, streams[at % 2]!);
  await append(one, streams[2]!); // Both begin to move with an entry of the third stream, the other's newer.
  await append(other, streams[2]!);
  await append(other, streams[0]!);
  await append(one, streams[0]!);
  await one.close();
  for (let at = 0; at < 8; at++) await append(other, streams[0]!);
  await other.close();
  const again = await openSqliteLog({ path });
  expect((await again.read(streams[2]!)).commits.map(({ position }) => position)).toEqual([9, 10]);
  await again.close();
  expect(verifySqliteLog(path).problems).toEqual([]);
});

it('the event loop turns while all the commits are read that a process has not seen yet', async () => {
  const path = files.next();
  const [one, other] = [await openSqliteLog({ path }), await openSqliteLog({ path })];
  const append = (n: number) => one.append(streams[n % 3]!, event(n), { commandId: `c${n}` });
  const turnsDuring = async (work: () => Promise<unknown>): Promise<number> => {
    let turns = 0;
    let next = setImmediate(function again() {
      turns += 1;
      next = setImmediate(again);
    });
    await work();
    clearImmediate(next);
    return turns;
  };
  // Two slices of 2,048, and some.
  await Promise.all(Array.from({ length: 5_000 }, (_, n) => append(n)));
  expect(
    await turnsDuring(async () => expect(await other.findCommand(streams[0]!, 'c0')).toBeDefined()),
  ).toBeGreaterThanOrEqual(2);
  expect(await turnsDuring(async () => expect((await other.read(streams[1]!)).version).toBe(5_000))).toBe(0);
  await Promise.all(Array.from({ length: 5_000 }, (_, n) => append(5_000 + n)));
  const late = async () =>
    expect(await other.append(streams[2]!, event(0), { commandId: 'c5' })).toMatchObject({ duplicate: true });
  // And one for the group.
  expect(await turnsDuring(late)).toBeGreaterThanOrEqual(3);
  await one.close();
  await other.close();
});

it('two commands of a stream whose hashes coincide are two commands', async () => {
  const twins = ['c10216904', 'c32916909'];
  expect(new Set(twins.map((id) => commandHash('ev.a.b.1', id))).size).toBe(1);
  const log = await openSqliteLog({ path: files.next(), maxRecent: 1 });
  for (const commandId of twins) {
    expect(await log.append('ev.a.b.1', event(0), { commandId })).toMatchObject({ ok: true, duplicate: false });
  }
  for (const [at, commandId] of twins.entries()) {
    expect(await log.append('ev.a.b.1', event(0), { commandId })).toMatchObject({
      duplicate: true,
      commit: { position: at + 1 },
    });
  }
  await log.close();
});

/** A file as the version before wrote it. */
function format1(commits: readonly (readonly [stream: string, commandId: string | null])[]): string {
  const path = files.next();
  const file = new DatabaseSync(path);
  file.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE log (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
    CREATE TABLE commits (position INTEGER PRIMARY KEY, stream TEXT NOT NULL, command_id TEXT, time TEXT NOT NULL, events TEXT NOT NULL, meta TEXT NOT NULL) STRICT;
    CREATE INDEX commits_by_stream ON commits (stream);
    CREATE UNIQUE INDEX commits_by_command ON commits (stream, command_id) WHERE command_id IS NOT NULL;
    INSERT INTO log VALUES ('epoch', 'old');
    PRAGMA application_id = ${0x54657373}; PRAGMA user_version = 1;`);
  const insert = file.prepare(
    "INSERT INTO commits (stream, command_id, time, events, meta) VALUES (?, ?, '2026-01-01T00:00:00.000Z', ?, '{}')",
  );
  commits.forEach(([name, commandId], n) =>
    insert.run(name, commandId, JSON.stringify([{ type: 'Counted', version: 1, data: { n: n + 1 } }])),
  );
  file.close();
  return path;
}

describe('a file of format 1', () => {
  const commits = Array.from({ length: 30 }, (_, n) => [streams[n % 3]!, n % 4 === 0 ? null : `c${n}`] as const);

  it('is converted when it is opened: the same commits, commands and versions, and appends go on', async () => {
    const path = format1(commits);
    expect(verifySqliteLog(path)).toMatchObject({ epoch: 'old', commits: 30, problems: [] });
    const log = await openSqliteLog({ path });
    expect(log.epoch).toBe('old');
    const { version, commits: read } = await log.read(streams[1]!);
    expect([version, read.map(({ position }) => position)]).toEqual([29, [2, 5, 8, 11, 14, 17, 20, 23, 26, 29]]);
    expect(read.map(({ events }) => events[0]!.data['n'])).toEqual([2, 5, 8, 11, 14, 17, 20, 23, 26, 29]);
    expect(await log.append(streams[1]!, event(0), { commandId: 'c13' })).toMatchObject({
      duplicate: true,
      commit: { position: 14 },
    });
    expect(await log.append(streams[1]!, event(0), { expect: 29 })).toMatchObject({ commit: { position: 31 } });
    await log.close();
    expect(verifySqliteLog(path)).toMatchObject({ commits: 31, problems: [] });
  });

  it('fails a process of the version before at its next append, which stores nothing', async () => {
    const path = format1(commits);
    const before = new DatabaseSync(path);
    const insert = before.prepare(
      "INSERT INTO commits (stream, time, events, meta) VALUES ('ev.a.b.1', '', '[]', '{}')",
    );
    const log = await openSqliteLog({ path });
    expect(() => insert.run()).toThrow(/commits.previous/u);
    expect(await log.head()).toBe(30);
    before.close();
    await log.close();
  });
});

describe('a damaged index', () => {
  const damages: readonly (readonly [what: string, sql: string])[] = [
    ['of the one before', 'UPDATE commits SET previous = 1 WHERE position = 20'],
    ['of a stream', "UPDATE heads SET position = 5 WHERE stream = 'ev.a.b.1'"],
    ['of a command', 'DELETE FROM commands WHERE position = 7'],
    ['of a command, which was then recorded again', "UPDATE commits SET command_id = 'c0' WHERE position = 10"],
  ];

  it.each(damages)('%s: verify finds it', async (_, sql) => {
    const path = files.next();
    const log = await openSqliteLog({ path, maxRecent: 10 });
    for (let n = 0; n < 30; n++) await log.append(streams[n % 3]!, event(n), { commandId: `c${n}` });
    await log.close();
    const file = new DatabaseSync(path);
    file.exec(sql);
    file.close();
    expect(verifySqliteLog(path).problems.length).toBeGreaterThan(0);
  });

  it('that leads to another stream’s commit, or nowhere, is refused by the file’s name', async () => {
    const path = files.next();
    const log = await openSqliteLog({ path, maxRecent: 1 });
    for (let n = 0; n < 6; n++) await log.append(streams[n % 3]!, event(n));
    await log.close();
    const file = new DatabaseSync(path);
    file.exec("UPDATE heads SET position = 5 WHERE stream = 'ev.a.b.1'; DELETE FROM commits WHERE position = 3");
    file.close();
    const again = await openSqliteLog({ path });
    for (const name of [streams[0]!, streams[2]!]) {
      await expect(again.read(name)).rejects.toMatchObject({ code: 'LOG_CORRUPT', details: { path } });
    }
    await again.close();
  });
});
