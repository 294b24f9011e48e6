/** When to stop printing: Ctrl+C, or `| head` that has seen enough and closed the pipe. */
import { fstatSync, writeSync } from 'node:fs';
import { setImmediate as turn } from 'node:timers/promises';

let shared: AbortController | undefined;

/** Why the signal aborted; thrown by work that could not be finished. Nothing is said about it. */
export class NobodyLooks extends Error {
  override readonly name = 'NobodyLooks';
  readonly exitCode: number;

  constructor(why: 'interrupted' | 'unread') {
    super(why);
    this.exitCode = why === 'interrupted' ? 130 : 0;
  }
}

/** One signal for the process, with its handlers installed by the first call. A second Ctrl+C ends the process at once. */
export function endOfInterest(): AbortSignal {
  if (shared) return shared.signal;
  const ended = (shared = new AbortController());
  const interrupted = () => ended.abort(new NobodyLooks('interrupted'));
  process.once('SIGINT', interrupted).once('SIGTERM', interrupted);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    ended.abort(new NobodyLooks('unread'));
  });
  // Who waits for more writes nothing, and would not hear that nobody reads any more before there is more.
  setInterval(() => {
    if (isUnread(process.stdout.fd)) ended.abort(new NobodyLooks('unread'));
  }, 500).unref();
  return ended.signal;
}

/**
 * Whether the other end of a socket (what a program that starts us reads) is closed: writing nothing to it fails then. A
 * shell's pipe takes that in any case: it tells at the next write, as it does for `tail -f`.
 */
function isUnread(fd: number): boolean {
  try {
    if (fstatSync(fd).isSocket()) writeSync(fd, '');
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPIPE';
  }
}

/**
 * Lets signals and the pipe's errors in between: reading a file has no turn of the event loop in it, so a long scan
 * would only hear of Ctrl+C at its end. Cheap to call for every event.
 */
export function createBreathing(everyMs = 20): () => Promise<unknown> | undefined {
  let last = performance.now();
  let calls = 0;
  return () => {
    if ((++calls & 63) !== 0 || performance.now() - last < everyMs) return undefined;
    return turn().then(() => (last = performance.now()));
  };
}
