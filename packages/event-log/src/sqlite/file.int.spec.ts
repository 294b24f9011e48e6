import { execFile } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { LogError } from '../errors.ts';
import { openSqliteLog } from './sqlite-log.ts';
import { temporaryFiles } from './temporary-file.ts';
import { verifySqliteLog } from './verify.ts';

const files = temporaryFiles();
afterAll(() => files.remove());

const fixture = fileURLToPath(new URL('./first-open.fixture.ts', import.meta.url));
const execute = promisify(execFile);

async function writtenLog(commits: number): Promise<string> {
  const path = files.next();
  const log = await openSqliteLog({ path });
  await Promise.all(
    Array.from({ length: commits }, (_, i) =>
      log.append(`ev.a.b.${i % 10}`, [{ type: 'X', data: { i, filler: 'x'.repeat(300) } }], { commandId: `c${i}` }),
    ),
  );
  await log.close();
  return path;
}

async function refusal(path: string): Promise<LogError> {
  const error = await openSqliteLog({ path, patienceMs: 50 }).then(
    async (log) => log.close().then(() => new Error('it opened')),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(LogError);
  expect((error as LogError).message).toContain(path);
  expect((error as LogError).details.path).toBe(path);
  return error as LogError;
}

describe('several at once', () => {
  it('processes that open a file that does not exist yet agree on one log', async () => {
    for (let round = 0; round < 3; round++) {
      const path = files.next();
      const when = String(Date.now() + 700);
      const names = ['a', 'b', 'c', 'd', 'e', 'f'];
      const outputs = await Promise.all(names.map((name) => execute(process.execPath, [fixture, path, name, when])));
      const opened = outputs.map(({ stdout }) => JSON.parse(stdout) as { epoch: string; position: number });
      expect(new Set(opened.map(({ epoch }) => epoch)).size).toBe(1);
      expect(opened.map(({ position }) => position).toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
    }
  });

  it('handles within a process do too', async () => {
    const path = files.next();
    const logs = await Promise.all(Array.from({ length: 12 }, () => openSqliteLog({ path })));
    expect(new Set(logs.map(({ epoch }) => epoch)).size).toBe(1);
    await Promise.all(logs.map((log, i) => log.append(`ev.a.b.${i}`, [{ type: 'X', data: {} }])));
    expect(await Promise.all(logs.map((log) => log.head()))).toEqual(logs.map(() => 12));
    await Promise.all(logs.map((log) => log.close()));
  });

  it('the folder is created; a given epoch names a new log, an existing one keeps its own', async () => {
    const path = `${files.next()}.folder/deeper/log.db`;
    const log = await openSqliteLog({ path, epoch: 'first' });
    await log.close();
    const again = await openSqliteLog({ path, epoch: 'second' });
    expect(again.epoch).toBe('first');
    await again.close();
  });
});

describe('a file that is no log is refused by name, and left as it was', () => {
  it('text', async () => {
    const path = files.next();
    writeFileSync(path, 'hello, world\n'.repeat(500));
    expect(await refusal(path)).toMatchObject({ code: 'LOG_NOT_A_LOG' });
    expect(readFileSync(path, 'utf8')).toBe('hello, world\n'.repeat(500));
  });

  it('somebody else’s database', async () => {
    const path = files.next();
    const other = new DatabaseSync(path);
    other.exec('CREATE TABLE customers (name TEXT)');
    other.close();
    const before = readFileSync(path);
    expect(await refusal(path)).toMatchObject({ code: 'LOG_NOT_A_LOG' });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(`${path}-wal`)).toBe(false);
  });

  it('a log of a newer version', async () => {
    const path = await writtenLog(1);
    const file = new DatabaseSync(path);
    file.exec('PRAGMA user_version = 3');
    file.close();
    const error = await refusal(path);
    expect(error).toMatchObject({ code: 'LOG_TOO_NEW', details: { version: 3 } });
    expect(error.message).toMatch(/format 3; this version reads up to 2/);
  });

  it('a folder, and a path below a file', async () => {
    const folder = files.next();
    mkdirSync(folder);
    expect(await refusal(folder)).toMatchObject({ code: 'LOG_UNREACHABLE' });
    const file = await writtenLog(1);
    expect(await refusal(`${file}/log.db`)).toMatchObject({ code: 'LOG_UNREACHABLE' });
  });
});

describe('a damaged file', () => {
  it('cut short: refused when it is opened', async () => {
    const path = await writtenLog(500);
    truncateSync(path, Math.floor(statSync(path).size / 2 / 4096) * 4096);
    expect(await refusal(path)).toMatchObject({ code: 'LOG_CORRUPT' });
    expect(() => verifySqliteLog(path)).toThrow(expect.objectContaining({ code: 'LOG_CORRUPT' }));
  });

  it('overwritten in the middle: a read that meets the damage says so, and verify finds it', async () => {
    const path = await writtenLog(2000);
    const bytes = readFileSync(path);
    bytes.fill(0xa5, 4096 * 3, bytes.length - 4096);
    writeFileSync(path, bytes);
    const log = await openSqliteLog({ path });
    const all = (async () => {
      for await (const item of log.subscribe({}, new AbortController().signal)) if (item.kind === 'progress') return;
    })();
    await expect(all).rejects.toMatchObject({ code: 'LOG_CORRUPT', details: { path } });
    await expect(log.append('ev.a.b.1', [{ type: 'X', data: {} }])).rejects.toMatchObject({ code: 'LOG_CORRUPT' });
    await log.close();
    const found = await Promise.resolve()
      .then(() => verifySqliteLog(path).problems.length)
      .catch((error: unknown) => (error instanceof LogError ? error.code : error));
    expect(found === 'LOG_CORRUPT' || Number(found) > 0).toBe(true);
  });

  it('verify: a sound file has no problems; a missing commit and a commit that is not JSON are found', async () => {
    const path = await writtenLog(50);
    expect(verifySqliteLog(path)).toMatchObject({ commits: 50, events: 50, head: 50, problems: [] });
    const file = new DatabaseSync(path);
    file.exec('DELETE FROM commits WHERE position = 20');
    file.exec("UPDATE commits SET events = '[{' WHERE position = 30");
    file.close();
    const { problems } = verifySqliteLog(path);
    expect(problems).toEqual([
      'positions are missing (first gap after 19)',
      'events are not a JSON array of events at position 30',
      // Of ten streams that take turns, the one whose commit 20 was.
      'the commit at position 30 does not name the one before it in its stream',
    ]);
    expect(() => verifySqliteLog(`${path}.none`)).toThrow(expect.objectContaining({ code: 'LOG_UNREACHABLE' }));
  });

  it('a torn tail of the write-ahead log costs what was not synced, never a part of a commit', async () => {
    const path = files.next();
    const log = await openSqliteLog({ path });
    for (let i = 0; i < 60; i++) {
      await Promise.all(
        [0, 1, 2].map((n) =>
          log.append(`ev.a.b.${n}`, [
            { type: 'A', data: { i } },
            { type: 'B', data: { i } },
          ]),
        ),
      );
    }
    const wal = readFileSync(`${path}-wal`);
    const heads: number[] = [];
    for (let cut = 1; cut <= 20; cut++) {
      const copy = files.next();
      copyFileSync(path, copy);
      const torn = Buffer.from(wal.subarray(0, Math.floor((wal.length * cut) / 20) - (cut % 3) * 7));
      // Every other time the end is not cut off but garbage, as after a lost sector.
      if (cut % 2) torn.fill(0x5a, torn.length - 600);
      writeFileSync(`${copy}-wal`, torn);
      const opened = await openSqliteLog({ path: copy });
      const head = await opened.head();
      heads.push(head);
      expect(await opened.append('ev.a.b.9', [{ type: 'X', data: {} }])).toMatchObject({
        commit: { position: head + 1 },
      });
      await opened.close();
      expect(verifySqliteLog(copy)).toMatchObject({ problems: [], events: head * 2 + 1 });
    }
    // More of the write-ahead log, more of the commits: what lies before the damage is kept.
    expect(heads).toEqual(heads.toSorted((a, b) => a - b));
    expect(heads.at(-1)).toBeGreaterThan(160);
    await log.close();
  });
});

describe('a file that goes away while it is open', () => {
  it('removed, or replaced by another: the next append is refused, not acknowledged into the void', async () => {
    const path = await writtenLog(3);
    const other = await writtenLog(3);
    const log = await openSqliteLog({ path });
    rmSync(path);
    await expect(log.append('ev.a.b.1', [{ type: 'X', data: {} }])).rejects.toMatchObject({ code: 'LOG_UNREACHABLE' });
    renameSync(other, path);
    await expect(log.append('ev.a.b.1', [{ type: 'X', data: {} }])).rejects.toThrow(/replaced.*Nothing was stored/);
    await log.close();
  });
});
