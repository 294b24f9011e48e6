import { CloudEvent as SdkCloudEvent, HTTP, type CloudEventV1 } from 'cloudevents';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { readAll } from '../../proofs/acknowledged/follow-all.ts';
import { openJetStreamLog } from '../jetstream/index.ts';
import { findNatsServer, startNatsServers } from '../jetstream/nats-servers.fixture.ts';
import { createMemoryLog } from '../memory/memory-log.ts';
import { openLog } from '../open/index.ts';
import type { EventLog } from '../port.ts';
import { verifySqliteLog } from '../sqlite/index.ts';
import { createChain } from './checksum.ts';
import { exportLog, importLog } from './index.ts';

let folder = '';
const folders: string[] = [];
beforeEach(() => folders.push((folder = mkdtempSync(join(tmpdir(), 'tessera-transfer-')))));
afterAll(() => folders.forEach((one) => rmSync(one, { recursive: true, force: true })));

/** Everything a commit can have, and enough of them for several batches. */
async function fill(log: EventLog, commits = 40): Promise<EventLog> {
  for (let i = 1; i <= commits; i++) {
    const events = Array.from({ length: 1 + (i % 3) }, (_, n) => ({
      type: `Type${n}`,
      version: 1 + n,
      data: { i, n, text: 'é "🙂"', nested: { 2: 'b', 1: 'a' } },
    }));
    await log.append(`ev.service${i % 2}.type.id-${i % 5}`, events, {
      ...(i % 2 ? { commandId: `command-${i % 7}-${i}` } : {}),
      ...(i % 4
        ? {}
        : {
            meta: {
              correlationId: `k${i}`,
              causationId: 'c',
              user: 'u1',
              traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
            },
          }),
    });
  }
  return log;
}

async function exported(log: EventLog): Promise<string[]> {
  return all(exportLog(log, { now: () => '2026-11-23T12:00:00.000Z' }));
}

describe('export', () => {
  it('every line is a CloudEvent to the official SDK, and none is left out', async () => {
    const log = await fill(createMemoryLog());
    const lines = await exported(log);
    const commits = await readAll(log);
    expect(lines).toHaveLength(2 + commits.reduce((sum, { events }) => sum + events.length, 0));
    for (const line of lines) {
      const event = new SdkCloudEvent(JSON.parse(line) as CloudEventV1<unknown>);
      expect(event.validate()).toBe(true);
      expect(HTTP.structured(event).body).toBeTypeOf('string');
    }
    expect(JSON.parse(lines[1]!)).toMatchObject({
      id: '1-0',
      source: `urn:tessera:log:${log.epoch}`,
      subject: 'ev.service1.type.id-1',
      position: '1',
      index: 0,
      count: 2,
      commandid: 'command-1-1',
    });
  });

  it('an empty log has an export, which makes an empty log', async () => {
    const lines = await exported(createMemoryLog());
    expect(lines).toHaveLength(2);
    expect(await importLog(lines, join(folder, 'log.db'))).toMatchObject({ commits: 0, events: 0 });
    expect(verifySqliteLog(join(folder, 'log.db'))).toMatchObject({ head: 0, problems: [] });
  });

  it('ends at the head there was when it began, and at once when it is aborted', async () => {
    const log = await fill(createMemoryLog(), 5);
    const lines = exportLog(log);
    await lines.next();
    await fill(log, 5);
    const rest = await all(lines);
    expect(JSON.parse(rest.at(-1)!)).toMatchObject({ data: { commits: 5, head: 5 } });
    await expect(all(exportLog(log, { signal: AbortSignal.abort() }))).rejects.toThrow(/abort/i);
  });
});

describe('import', () => {
  it('makes the same commits at the same positions, under another epoch; commands are still known', async () => {
    const log = await fill(createMemoryLog(), 2500);
    const path = join(folder, 'log.db');
    const imported = await importLog(exportLog(log), path);
    const copy = await openLog(path);
    expect(imported).toMatchObject({ epoch: copy.epoch, commits: 2500 });
    expect(copy.epoch).not.toBe(log.epoch);
    expect(await readAll(copy)).toEqual(await readAll(log));
    expect(
      await copy.append('ev.service1.type.id-1', [{ type: 'X', data: {} }], { commandId: 'command-1-1' }),
    ).toMatchObject({
      ok: true,
      duplicate: true,
      commit: { position: 1 },
    });
    expect(await copy.append('ev.service1.type.id-1', [{ type: 'X', data: {} }])).toMatchObject({
      commit: { position: 2501 },
    });
    await copy.close();
    expect(readdirSync(folder)).toEqual(['log.db']);
  });

  const tampered: readonly [what: string, tamper: (lines: string[]) => string[], message: RegExp][] = [
    ['an altered value', (lines) => lines.with(10, lines[10]!.replace('"i":', '"j":')), /Line 11 .*wrong checksum/],
    [
      'an altered checksum',
      (lines) => lines.with(10, lines[10]!.replace(/"checksum":"./, '"checksum":"x')),
      /Line 11 .*wrong checksum/,
    ],
    ['a line left out', (lines) => lines.toSpliced(10, 1), /Line 11 .*wrong checksum/],
    [
      'a line twice',
      (lines) => lines.toSpliced(10, 0, lines[10]!),
      /Line 12 .*wrong checksum|Line 11 .*wrong checksum/,
    ],
    ['two lines swapped', (lines) => lines.with(10, lines[11]!).with(11, lines[10]!), /Line 11 .*wrong checksum/],
    ['cut short', (lines) => lines.slice(0, -1), /is missing: the export ends before/],
    ['cut within a line', (lines) => [...lines.slice(0, 20), lines[20]!.slice(0, 50)], /Line 21 .*not JSON/],
    ['its beginning gone', (lines) => lines.slice(1), /Line 1 .*wrong checksum/],
    ['nothing', () => [], /Line 1 .*is missing/],
    ['something else', () => ['{"hello":"world"}'], /Line 1 .*not a CloudEvent/],
    [
      'more after its end',
      (lines) => [...lines, ...resealed([{ ...parse(lines[1]!) }], lines)],
      /comes after the line that closes/,
    ],
    [
      'a gap, with right checksums',
      (lines) => resealed(lines.map(parse).filter(({ position }) => position !== '7')),
      /has position 8 where 7 is due/,
    ],
    [
      'an event of a commit missing, with right checksums',
      (lines) => resealed(lines.map(parse).filter(({ id }) => id !== '2-1')),
      /event 2 of 3 of commit 2 where event 1 is due/,
    ],
    [
      'wrong counts, with right checksums',
      (lines) =>
        resealed(
          lines
            .map(parse)
            .map((one) =>
              one.type === 'dev.tessera.export.finished' ? { ...one, data: { ...one.data, commits: 39 } } : one,
            ),
        ),
      /counts 39 as commits, but there are 40/,
    ],
    [
      'a newer format',
      (lines) =>
        resealed(lines.map(parse).map((one, at) => (at === 0 ? { ...one, data: { ...one.data, format: 2 } } : one))),
      /has format 2; this version reads 1/,
    ],
    [
      'a command twice on a stream',
      (lines) => resealed(lines.map(parse).map((one) => (one.commandid ? { ...one, commandid: 'same' } : one))),
      /repeats command same/,
    ],
    [
      'a malformed stream',
      (lines) => resealed(lines.map(parse).map((one) => (one.subject ? { ...one, subject: 'nowhere' } : one))),
      /"nowhere" is not a stream name/,
    ],
  ];
  it.each(tampered)('%s is refused by line, and nothing is left', async (_, tamper, message) => {
    const lines = await exported(await fill(createMemoryLog()));
    await expect(importLog(tamper(lines), join(folder, 'log.db'))).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('a source that fails half way leaves nothing', async () => {
    const lines = await exported(await fill(createMemoryLog(), 3000));
    async function* failing() {
      yield* lines.slice(0, 4000);
      throw new Error('the disk was pulled');
    }
    await expect(importLog(failing(), join(folder, 'log.db'))).rejects.toThrow('the disk was pulled');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('never into a log that exists', async () => {
    const path = join(folder, 'log.db');
    await (await openLog(path)).close();
    const lines = await exported(createMemoryLog());
    await expect(importLog(lines, path)).rejects.toMatchObject({ code: 'LOG_NOT_EMPTY', details: { path } });
    await expect(importLog(lines, 'memory:')).rejects.toMatchObject({ code: 'LOG_URL' });
  });

  it('key order and white space are not content', async () => {
    const lines = (await exported(await fill(createMemoryLog()))).map((line) => {
      const sorted = Object.fromEntries(
        Object.entries(JSON.parse(line) as object).toSorted(([a], [b]) => (a < b ? -1 : 1)),
      );
      return JSON.stringify(sorted, undefined, 1).replaceAll('\n', ' ');
    });
    expect(await importLog([...lines, ''], join(folder, 'log.db'))).toMatchObject({ commits: 40 });
  });
});

describe.skipIf(!findNatsServer())('with nats-server (apt-get install nats-server)', () => {
  it('sqlite → jetstream → sqlite: the same commits; an unfinished or failed import is no log', async () => {
    const servers = await startNatsServers(1);
    try {
      const log = await fill(await openLog(join(folder, 'one.db')), 600);
      const lines = await exported(log);
      const url = servers.url('copied');
      await expect(importLog(lines.toSpliced(900, 1), url)).rejects.toMatchObject({ code: 'IMPORT_INVALID' });

      async function* watchedLines() {
        yield* lines.slice(0, 700);
        await expect(openJetStreamLog({ url })).rejects.toMatchObject({ code: 'LOG_NOT_A_LOG' });
        await expect(importLog(lines, url)).rejects.toMatchObject({ code: 'LOG_NOT_EMPTY' });
        yield* lines.slice(700);
      }
      const { epoch } = await importLog(watchedLines(), url);
      const copy = await openLog(url);
      expect(copy.epoch).toBe(epoch);
      expect(await readAll(copy)).toEqual(await readAll(log));
      expect(
        await copy.append('ev.service1.type.id-1', [{ type: 'X', data: {} }], { commandId: 'command-1-1' }),
      ).toMatchObject({ duplicate: true });

      await importLog(exportLog(copy), join(folder, 'two.db'));
      const back = await openLog(join(folder, 'two.db'));
      expect(await readAll(back)).toEqual(await readAll(log));
      await Promise.all([log.close(), copy.close(), back.close()]);
    } finally {
      await servers.stop();
    }
  });
});

async function all(lines: AsyncIterable<string>): Promise<string[]> {
  const collected: string[] = [];
  for await (const line of lines) collected.push(line);
  return collected;
}

type Line = Record<string, unknown> & {
  data: Record<string, unknown>;
  position?: string;
  id?: string;
  type?: string;
  commandid?: string;
  subject?: string;
};

function parse(line: string): Line {
  return JSON.parse(line) as Line;
}

/** Lines with checksums made anew, as a careless or hostile tool would; after `before`, if given. */
function resealed(lines: readonly Line[], before: readonly string[] = []): string[] {
  const chain = createChain();
  const bare = ({ checksum: _, ...line }: Line): object => line;
  for (const line of before) chain.next(bare(parse(line)));
  return lines.map(bare).map((line) => JSON.stringify({ ...line, checksum: chain.next(line) }));
}
