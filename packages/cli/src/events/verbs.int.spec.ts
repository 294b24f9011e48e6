import { createMemoryLog, type EventLog } from '@tessera/event-log';
import { openSqliteLog } from '@tessera/event-log/sqlite';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillLog } from '../testing/fill-log.ts';
import { callTessera, runTessera } from '../testing/run-tessera.ts';

let folder: string;
let path: string;
const events = (...args: string[]) => callTessera(['events', ...args, '--log', path]);
const lines = (text: string) =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-verbs-'));
  path = join(folder, 'log.db');
  const log = await openSqliteLog({ path, epoch: 'e1' });
  await fillLog(log);
  await log.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('reading', () => {
  it('prints aligned lines for people, with sealed and erased values named', async () => {
    const { out, code } = await events('tail', '--no-follow');
    expect(code).toBe(0);
    const rows = out.split('\n');
    expect(rows[0]).toBe('      1  2026-05-01T12:01:00.000Z  ProductAdded            catalog.product.SEA-GSK-50');
    expect(rows[1]).toBe('         {"sku":"SEA-GSK-50","name":"Gasket DN 50","unitPrice":120,"currency":"EUR"}');
    expect(out).toContain('"name":"‹sealed›"');
    expect(out).toContain('"a":[null,"‹erased›",[[]]]');
    expect(out).not.toContain('c2VhbGVk');
  });

  it('prints one object per line with --json, and nothing else', async () => {
    const { out, err } = await events(
      'tail',
      '--no-follow',
      '--json',
      '--service',
      'orders',
      '--from',
      '2026-05-01T12:05:00Z',
    );
    expect(lines(out).map(({ position, type, user }) => [position, type, user])).toEqual([
      [5, 'OrderConfirmed', undefined],
      [6, 'OrderPlaced', 'usr_ada'],
      [7, 'OrderPicked', undefined],
    ]);
    expect(err).toBe('');
  });

  it('begins with the last ones, at most so many', async () => {
    const last = await events('tail', '--no-follow', '--json', '--last', '2');
    expect(lines(last.out).map(({ position }) => position)).toEqual([7, 8]);
  });

  it('follows, and Ctrl+C ends it at once and without a word', async () => {
    const { out, err, code } = await runTessera(['events', 'tail', '--json', '--log', path], {
      onOut: (text, child) => void (text.includes('"Odd"') && child.kill('SIGINT')),
    });
    expect([code, err, lines(out).length]).toEqual([0, '', 9]);
  });

  /** Everything is written by then, so that no write can tell: it has to look. */
  it('ends quietly when whoever reads has seen enough, also when there is nothing more to write', async () => {
    const { code, err } = await runTessera(['events', 'tail', '--json', '--log', path], {
      onOut: (text, child) => void (text.includes('"Odd"') && child.stdout?.destroy()),
    });
    expect([code, err]).toEqual([0, '']);
  });

  it('shows one stream, by its name, its id, or what its events say', async () => {
    for (const entity of ['orders/order/o2', 'ev.orders.order.o2', 'o2', 'BW-BBB2']) {
      const { out } = await events('stream', entity, '--json');
      expect(lines(out).map(({ position }) => position)).toEqual([6]);
    }
    const missing = await events('stream', 'BW-NONE');
    expect([missing.code, missing.out]).toEqual([8, '']);
    expect(missing.err).toContain('Nothing in the log is called "BW-NONE" [NOT_FOUND]');
  });

  it('gets a commit, or one event of it, whole', async () => {
    expect(lines((await events('get', '4', '--json')).out).map(({ id }) => id)).toEqual(['4-0', '4-1']);
    expect((await events('get', '4-1')).out).toMatch(
      /ReservationCompleted .*correlation req-1\n +\{\n +"orderId": "o1"\n/,
    );
    const beyond = await events('get', '9');
    expect([beyond.code, beyond.out]).toEqual([8, '']);
    expect(beyond.err).toContain('newest commit is at 8');
  });

  it('counts', async () => {
    const stats = JSON.parse((await events('stats', '--json')).out) as Record<string, unknown>;
    expect(stats).toMatchObject({
      epoch: 'e1',
      head: 8,
      commits: 8,
      events: 9,
      streams: 5,
      first: { position: 1 },
      last: { position: 8 },
      services: [
        { name: 'orders', events: 4 },
        { name: 'catalog', events: 2 },
        { name: 'fulfilment', events: 2 },
        { name: 'shop', events: 1 },
      ],
    });
    const { out } = await events('stats', '--service', 'orders');
    expect(out).toContain('4 events in 4 commits of 2 streams');
  });

  it('says that there is no log, and makes none', async () => {
    const nowhere = join(folder, 'nowhere.db');
    for (const verb of [['tail'], ['verify'], ['stats'], ['get', '1']]) {
      const { code, err, out } = await callTessera(['events', ...verb, '--log', nowhere]);
      expect([code, out]).toEqual([3, '']);
      expect(err).toContain(nowhere);
    }
    expect(existsSync(nowhere)).toBe(false);
  });
});

describe('moving and checking', () => {
  const restored = () => join(folder, `restored-${Math.random().toString(36).slice(2)}.db`);
  let exported: string;

  beforeAll(async () => {
    exported = join(folder, 'export.jsonl');
    const { code, out } = await events('export', exported);
    expect([code, out]).toEqual([0, `✓ 9 events in ${exported}\n`]);
  });

  it('exports to stdout the same, and never over a file that is there', async () => {
    const withoutTimes = (text: string) =>
      text
        .split('\n')
        .slice(1, -2)
        .map((line) => line.replace(/"checksum":.*/, ''));
    expect(withoutTimes((await events('export')).out)).toEqual(withoutTimes(readFileSync(exported, 'utf8')));
    const again = await events('export', exported);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining('exists already')]);
    expect(readdirSync(folder).filter((name) => name.includes('exporting'))).toEqual([]);
  });

  it('imports what it exported, packed or through a pipe, under a new epoch', async () => {
    const target = restored();
    const packed = join(folder, 'export.jsonl.gz');
    expect((await events('export', packed)).code).toBe(0);
    const { code, out } = await callTessera(['events', 'import', packed, '--log', target, '--json']);
    expect([code, JSON.parse(out)]).toMatchObject([0, { log: target, commits: 8, events: 9 }]);
    const piped = restored();
    const stdin = readFileSync(exported, 'utf8');
    expect((await runTessera(['events', 'import', '-', '--log', piped], { stdin })).code).toBe(0);
    const tail = async (log: string) =>
      lines((await callTessera(['events', 'tail', '--no-follow', '--json', '--log', log])).out).map(
        ({ cursor: _, ...event }) => event,
      );
    expect(await tail(target)).toEqual(await tail(path));
    expect(await tail(piped)).toEqual(await tail(path));
    expect((await callTessera(['events', 'verify', '--log', target])).code).toBe(0);
  });

  it.each([
    ['an altered line', (all: string[]) => all.with(3, all[3]!.replace('"OrderPlaced"', '"OrderPlacid"')), 'Line 4 '],
    ['a gap', (all: string[]) => all.toSpliced(3, 1), 'Line 4 '],
    ['an end that is missing', (all: string[]) => all.slice(0, -1), 'Line 11 '],
  ])('refuses %s, naming the line, and writes nothing', async (_what, spoil, line) => {
    const spoilt = join(folder, 'spoilt.jsonl');
    writeFileSync(spoilt, spoil(readFileSync(exported, 'utf8').trimEnd().split('\n')).join('\n'));
    const target = restored();
    const { code, out, err } = await callTessera(['events', 'import', spoilt, '--log', target]);
    expect([code, out]).toEqual([7, '']);
    expect(err).toContain('[IMPORT_INVALID]');
    expect(err).toContain(line);
    expect(readdirSync(folder).filter((name) => join(folder, name).startsWith(target))).toEqual([]);
  });

  it('refuses a log that is there already, a file that is not, and one that is cut short', async () => {
    const onto = await events('import', exported);
    expect([onto.code, onto.err]).toEqual([7, expect.stringContaining('[LOG_NOT_EMPTY]')]);
    const missing = await callTessera(['events', 'import', join(folder, 'none'), '--log', restored()]);
    expect([missing.code, missing.err]).toEqual([2, expect.stringContaining('There is no file')]);
    const packed = join(folder, 'short.jsonl.gz');
    writeFileSync(packed, readFileSync(join(folder, 'export.jsonl.gz')).subarray(0, 300));
    const target = restored();
    const short = await callTessera(['events', 'import', packed, '--log', target]);
    expect([short.code, existsSync(target)]).toEqual([2, false]);
    expect(short.err).toContain(packed);
  });

  it('verifies: sound, then wrong with what and where', async () => {
    const sound = await events('verify');
    expect([sound.code, sound.out]).toEqual([0, expect.stringContaining('9 events in 8 commits, all sound')]);
    const target = restored();
    await callTessera(['events', 'import', exported, '--log', target]);
    const database = new DatabaseSync(target);
    database.exec(
      'DELETE FROM commits WHERE position = 4; UPDATE commits SET events = \'[{"type":"X"}]\' WHERE position = 6',
    );
    database.close();
    const gap = await callTessera(['events', 'verify', '--log', target, '--json']);
    expect([gap.code, JSON.parse(gap.out)]).toMatchObject([1, { problems: [expect.stringContaining('after 3')] }]);
    writeFileSync(target, Buffer.concat([readFileSync(target).subarray(0, 5000), Buffer.alloc(4000, 1)]));
    const torn = await callTessera(['events', 'verify', '--log', target]);
    expect(torn.code).toBe(1);
    expect(torn.out).toContain(target);
  });
});

/** Engines other than files are verified by reading; a log that breaks its promises is made here. */
describe('verifying by reading', () => {
  it('finds gaps, repeated commands and events that are not in form', async () => {
    const { verifyByReading } = await import('./verify-by-reading.ts');
    const log = createMemoryLog({ epoch: 'e1' });
    await fillLog(log);
    const report = (broken: EventLog) => verifyByReading(broken, new AbortController().signal, { commands: true });
    expect(await report(log)).toEqual({ epoch: 'e1', head: 8, commits: 8, events: 9, problems: [] });
    const broken: EventLog = {
      ...log,
      async *subscribe(options, signal) {
        for await (const item of log.subscribe(options, signal)) {
          if (item.kind !== 'commit') yield item;
          else if (item.commit.position === 5) yield { ...item, commit: { ...item.commit, events: [] } };
          else if (item.commit.position === 6) {
            const [event] = item.commit.events;
            yield {
              ...item,
              commit: {
                ...item.commit,
                commandId: 'cmd-3',
                stream: 'ev.orders.order.o1',
                events: [{ ...event!, version: 0 }],
              },
            };
          } else if (item.commit.position !== 2) yield item;
        }
      },
    };
    const { problems } = await report(broken);
    expect(problems).toEqual([
      'position 2 to 2: missing; 3 comes after 1',
      'position 5: a commit without events',
      'position 6: event 6-0 has version 0',
      'position 6: repeats the command of position 3 on ev.orders.order.o1',
    ]);
  });
});
