/**
 * Notices other processes' commits by asking SQLite's `data_version` (3 µs), only while somebody waits for news.
 * Commits of this process need no watching: they are announced as they happen.
 *
 * The system says when the write-ahead log is written; a commit is visible a moment after that, so it is then asked for
 * every millisecond. Without such notice an idle service would have to ask 500 times a second, for ever.
 */
import { watch as watchFile } from 'node:fs';
import type { Changes } from '../subscription/changes.ts';
import { isBusy, toLogError } from './failure.ts';

export interface Watch {
  start(): void;
  stop(): void;
  /** For good. */
  close(): void;
}

/** Calls back when somebody writes to the log; undefined where the system has no such notices to give. */
export type NoticeWrites = (onWrite: () => void) => { close(): void } | undefined;

/** Milliseconds. Noticed: what is asked all the same, in case a notice was lost. */
const interval = { lively: 1, calm: 2, calmNoticed: 50, calmAfter: 1000 };

export interface WatchOptions {
  readonly path: string;
  readonly dataVersion: () => number;
  readonly changes: () => Changes;
  /** @default the file system's notices of the write-ahead log */
  readonly noticeWrites?: NoticeWrites;
}

export function createWatch({
  path,
  dataVersion,
  changes,
  noticeWrites = noticesOf(`${path}-wal`),
}: WatchOptions): Watch {
  let known = dataVersion();
  let livelyAt = performance.now();
  let timer: NodeJS.Timeout | undefined;
  let calm = false;
  let closed = false;
  let notices: ReturnType<NoticeWrites> | 'none' | undefined;

  function look(): void {
    timer = undefined;
    try {
      const version = dataVersion();
      if (version !== known) {
        known = version;
        livelyAt = performance.now();
        changes().announce();
      }
    } catch (error) {
      // Another process is recovering or closing the file: ask again.
      if (!isBusy(error)) changes().fail(toLogError(error, path));
    }
    // The announcement may have started the next wait, and with it this watch.
    if (changes().waiting > 0 && timer === undefined) schedule();
  }

  function schedule(): void {
    calm = performance.now() - livelyAt > interval.calmAfter;
    const whenCalm = notices === 'none' ? interval.calm : interval.calmNoticed;
    timer = setTimeout(look, calm ? whenCalm : interval.lively);
  }

  function onWrite(): void {
    livelyAt = performance.now();
    if (timer === undefined || !calm) return;
    clearTimeout(timer);
    schedule();
  }

  function stop(): void {
    clearTimeout(timer);
    timer = undefined;
  }

  return {
    start() {
      if (closed) return;
      notices ??= noticeWrites(onWrite) ?? 'none';
      if (timer === undefined) schedule();
    },
    stop,
    close() {
      closed = true;
      stop();
      if (notices !== 'none') notices?.close();
    },
  };
}

function noticesOf(file: string): NoticeWrites {
  return (onWrite) => {
    try {
      const watcher = watchFile(file, { persistent: false }, onWrite);
      // It ends with the file; what is asked all the same finds out what became of it.
      watcher.on('error', () => watcher.close());
      return watcher;
    } catch {
      return undefined;
    }
  };
}
