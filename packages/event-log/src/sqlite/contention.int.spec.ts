import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, it } from 'vitest';
import { openSqliteLog } from './sqlite-log.ts';
import { temporaryFiles } from './temporary-file.ts';

const files = temporaryFiles();
afterAll(() => files.remove());

const events = [{ type: 'X', data: {} }];

/** Another process's connection, in the middle of a transaction. */
function lockedBySomebody(path: string): DatabaseSync {
  const other = new DatabaseSync(path, { timeout: 0 });
  other.exec('BEGIN IMMEDIATE');
  return other;
}

it('while another process holds the lock, appends wait, reads go on, and the event loop stays free', async () => {
  const path = files.next();
  const log = await openSqliteLog({ path });
  await log.append('ev.a.b.1', events);
  const other = lockedBySomebody(path);
  const waiting = [1, 2, 3].map((id) => log.append(`ev.a.b.${id}`, events));
  // Turns of the loop pass while the appends wait: an engine that waited inside SQLite would not let them.
  for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setTimeout(resolve, 1));
  expect(await log.head()).toBe(1);
  other.exec('COMMIT');
  expect((await Promise.all(waiting)).map((result) => result.ok && result.commit.position)).toEqual([2, 3, 4]);
  other.close();
  await log.close();
});

it('a lock that is never given back ends in LOG_BUSY; nothing of it is stored later', async () => {
  const path = files.next();
  const log = await openSqliteLog({ path, patienceMs: 30 });
  const other = lockedBySomebody(path);
  const results = await Promise.allSettled([log.append('ev.a.b.1', events), log.append('ev.a.b.2', events)]);
  for (const result of results)
    expect(result).toMatchObject({ status: 'rejected', reason: { code: 'LOG_BUSY', details: { path } } });
  other.exec('COMMIT');
  other.close();
  expect(await log.head()).toBe(0);
  expect(await log.append('ev.a.b.1', events, { expect: 'none' })).toMatchObject({ ok: true });
  await log.close();
});

it('another handle’s commits reach readers that wait, and only while they wait does it look for them', async () => {
  const path = files.next();
  const log = await openSqliteLog({ path });
  const other = await openSqliteLog({ path });
  const stop = new AbortController();
  const reader = log.subscribe({}, stop.signal)[Symbol.asyncIterator]();
  await reader.next();
  for (let position = 1; position <= 20; position++) {
    const next = reader.next();
    await other.append('ev.a.b.1', events);
    expect((await next).value).toMatchObject({ kind: 'commit', commit: { position } });
    expect((await reader.next()).value).toEqual({ kind: 'progress', position });
  }
  const pending = reader.next();
  stop.abort();
  expect((await pending).done).toBe(true);
  await Promise.all([log.close(), other.close()]);
});

it('close answers what was appended before it', async () => {
  const path = files.next();
  const log = await openSqliteLog({ path });
  const results = Array.from({ length: 100 }, () => log.append('ev.a.b.1', events));
  await log.close();
  expect((await Promise.all(results)).every((result) => result.ok)).toBe(true);
  const again = await openSqliteLog({ path });
  expect(await again.head()).toBe(100);
  await again.close();
});
