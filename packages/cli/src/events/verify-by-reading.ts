/** Whether a log keeps its promises, seen as a reader sees it: any engine. */
import { parseStreamName, type Commit, type EventLog } from '@tessera/event-log';
import { createBreathing } from '../terminal/end-of-interest.ts';

export interface VerifyReport {
  readonly log: string;
  readonly epoch: string;
  readonly head: number;
  readonly commits: number;
  readonly events: number;
  /** Empty: sound. */
  readonly problems: readonly string[];
}

/** So many are told; a log that is wrong everywhere need not say it a million times. */
const told = 20;

/**
 * `commands`: whether to look for commands stored twice. It takes memory, and in a file an index forbids it. `each` is called
 * with every commit.
 */
export async function verifyByReading(
  log: EventLog,
  signal: AbortSignal,
  { commands: twice, each }: { readonly commands: boolean; readonly each?: (commit: Commit) => Promise<void> },
): Promise<Omit<VerifyReport, 'log'>> {
  const head = await log.head();
  const problems: string[] = [];
  const commands = new Map<string, number>();
  const found = { commits: 0, events: 0 };
  const breathe = createBreathing();
  let last = 0;
  const reading = new AbortController();
  const note = (problem: string): void => void (problems.length < told && problems.push(problem));

  function look(commit: Commit): void {
    const { position, commandId, stream } = commit;
    if (position !== last + 1)
      note(`position ${last + 1} to ${position - 1}: missing; ${position} comes after ${last}`);
    last = position;
    found.commits++;
    found.events += commit.events.length;
    for (const problem of problemsOf(commit)) note(`position ${position}: ${problem}`);
    if (commandId === undefined || !twice) return;
    const earlier = commands.get(`${stream} ${commandId}`);
    if (earlier !== undefined) note(`position ${position}: repeats the command of position ${earlier} on ${stream}`);
    commands.set(`${stream} ${commandId}`, position);
  }

  if (head > 0) {
    for await (const item of log.subscribe({}, AbortSignal.any([signal, reading.signal]))) {
      await breathe();
      if (item.kind === 'commit' && item.commit.position <= head) {
        look(item.commit);
        await each?.(item.commit);
      }
      if ((item.kind === 'commit' ? item.commit.position : item.position) >= head) break;
    }
    reading.abort();
    signal.throwIfAborted();
  }
  if (last !== head)
    note(`position ${last + 1} to ${head}: missing; the log says that its newest commit is at ${head}`);
  return { epoch: log.epoch, head, ...found, problems };
}

/** Engines check what is appended; what is read here may have been written by something else. */
function problemsOf({ stream, time, events, position }: Commit): string[] {
  const problems: string[] = [];
  if (!parseStreamName(stream)) problems.push(`"${stream}" is not a stream's name`);
  if (Number.isNaN(Date.parse(time))) problems.push(`"${time}" is not a time`);
  if (events.length === 0) problems.push('a commit without events');
  events.forEach(({ id, type, version, data }, at) => {
    const place = `event ${position}-${at}`;
    if (id !== `${position}-${at}`) problems.push(`${place} calls itself ${id}`);
    if (typeof type !== 'string' || type === '') problems.push(`${place} has no type`);
    if (!Number.isSafeInteger(version) || version < 1) problems.push(`${place} has version ${String(version)}`);
    if (typeof data !== 'object' || data === null || Array.isArray(data))
      problems.push(`${place}: its data is no object`);
  });
  return problems;
}
