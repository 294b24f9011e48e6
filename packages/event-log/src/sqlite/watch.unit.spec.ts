import { expect, it, vi } from 'vitest';
import { LogError } from '../errors.ts';
import { createChanges, type Changes } from '../subscription/changes.ts';
import { createWatch } from './watch.ts';

/** A file whose version is asked for; `asked` waits until that has happened so often more. */
function fakeFile() {
  const file = { version: 1, count: 0, failing: undefined as Error | undefined, onWrite: () => {}, noticed: true };
  const changes: Changes = createChanges({ onWaiting: () => watch.start(), onIdle: () => watch.stop() });
  const watch = createWatch({
    path: '/log.db',
    dataVersion() {
      file.count++;
      if (file.failing) throw file.failing;
      return file.version;
    },
    changes: () => changes,
    noticeWrites: (onWrite) => {
      file.onWrite = onWrite;
      return { close: () => (file.noticed = false) };
    },
  });
  async function turn(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  async function asked(more: number): Promise<void> {
    for (const goal = file.count + more; file.count < goal;) await turn();
  }
  return { file, changes, asked, turn, watch };
}

it('asks only while somebody waits', async () => {
  const { file, changes, asked, turn } = fakeFile();
  const stop = new AbortController();
  const waits = [changes.wait(0, stop.signal), changes.wait(0, stop.signal)];
  await asked(5);
  stop.abort();
  await Promise.all(waits);
  const before = file.count;
  for (let turns = 0; turns < 20; turns++) await turn();
  expect(file.count).toBe(before);
});

it('a changed version wakes everybody, also one that changed while nobody waited', async () => {
  const { file, changes } = fakeFile();
  const { signal } = new AbortController();
  const waits = [changes.wait(0, signal), changes.wait(0, signal)];
  file.version++;
  await Promise.all(waits);
  expect(changes.count).toBe(1);
  file.version++;
  await changes.wait(changes.count, signal);
  expect(changes.count).toBe(2);
});

it('when nothing is written it hardly asks; a write that is noticed is asked for at once', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  try {
    const { file, changes, watch } = fakeFile();
    const wait = changes.wait(0, new AbortController().signal);
    await vi.advanceTimersByTimeAsync(1_100);
    const before = file.count;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(file.count - before).toBeLessThanOrEqual(20);
    // Just after it has asked, so that it would not ask again for long.
    for (const asked = file.count; file.count === asked;) await vi.advanceTimersByTimeAsync(1);
    file.onWrite();
    // The commit can be seen a moment after its write.
    await vi.advanceTimersByTimeAsync(3);
    file.version++;
    await vi.advanceTimersByTimeAsync(1);
    expect(changes.count).toBe(1);
    await wait;
    watch.close();
    expect(file.noticed).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});

it('a busy file is asked again; a damaged one ends the waiting with its error', async () => {
  const { file, changes, asked } = fakeFile();
  const wait = changes.wait(0, new AbortController().signal);
  file.failing = Object.assign(new Error('database is locked'), { code: 'ERR_SQLITE_ERROR', errcode: 5 });
  await asked(3);
  file.failing = Object.assign(new Error('malformed'), { code: 'ERR_SQLITE_ERROR', errcode: 11 });
  await expect(wait).rejects.toBeInstanceOf(LogError);
  await expect(wait).rejects.toMatchObject({ code: 'LOG_CORRUPT' });
});
