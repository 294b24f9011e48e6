/**
 * Feeds a folder from the log: big transactions while catching up, one per turn of the event loop afterwards. A commit of
 * this process may be folded before the subscription brings it; it is then skipped here.
 */
import type { Commit, EventLog, Position } from '@tessera/event-log';
import { pause } from '../policy/pause.ts';
import { isErasure } from '../privacy/subject-erased.ts';
import type { Folder } from './folder.ts';
import { decisionsOf, foldNext } from './parking-decision.ts';

/** Events per transaction while catching up, and the most that are held back in a burst. */
const batch = { catchingUp: 4_000, live: 1_000 };

/** While catching up no more than this much work, in milliseconds, is lost with the process. */
const unwrittenMs = 500;

/** Between two looks whether what is folded could be written, milliseconds. */
const untilWrittenMs = 20;

export interface FollowOptions {
  readonly log: EventLog;
  /** Its name. */
  readonly service: string;
  readonly filter: readonly string[];
  readonly folder: Folder;
  /** Writes what is folded; does not throw. */
  readonly flush: () => void;
  /** Where the log's head was when following began: until then it is catching up. */
  readonly head: Position;
  /** Runs a function soon, after what is ready now; `setImmediate` where there is one. */
  readonly soon: (run: () => void) => void;
  readonly onCaughtUp: () => void;
  /** An erasure is next in the log: it is carried out before anything after it is folded. */
  readonly onErasure: (commit: Commit) => Promise<void>;
}

/** Returns when the signal aborts; throws when the log fails. */
export async function followLog(options: FollowOptions, signal: AbortSignal): Promise<void> {
  const { log, service, filter, folder, flush, head, soon, onCaughtUp, onErasure } = options;
  let scheduled = false;
  let caughtUp = false;
  let flushedAt = performance.now();

  function flushSoon(): void {
    if (scheduled) return;
    scheduled = true;
    soon(() => {
      scheduled = false;
      if (!signal.aborted) flush();
    });
  }

  const hasReachedHead = (): boolean => !caughtUp && folder.folded >= head;

  async function catchUp(): Promise<void> {
    flush();
    // It could not be written: it is not caught up until it is, also when the log brings nothing for a long time.
    for (; folder.flushed < folder.folded; flush()) {
      await pause(untilWrittenMs, signal);
      if (signal.aborted) return;
    }
    onCaughtUp();
    caughtUp = true;
  }

  if (hasReachedHead()) await catchUp();
  for await (const item of log.subscribe({ after: folder.folded, filter }, signal)) {
    if (item.kind === 'progress') folder.advance(item.position);
    else if (isErasure(item.commit)) await onErasure(item.commit);
    else if (decisionsOf(item.commit).length > 0 || !folder.isOpenable(item.commit))
      await foldNext(log, folder, service, item.commit);
    else folder.fold(item.commit);
    if (hasReachedHead()) await catchUp();
    const late = !caughtUp && folder.unwritten > 0 && performance.now() - flushedAt > unwrittenMs;
    if (late || folder.unwritten >= (caughtUp ? batch.live : batch.catchingUp)) {
      flush();
      flushedAt = performance.now();
      // A long catch-up must not keep requests and health checks waiting.
      if (!caughtUp) await new Promise<void>((resolve) => soon(resolve));
    } else if (caughtUp) flushSoon();
  }
}
