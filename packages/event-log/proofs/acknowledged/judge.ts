/** What the writers were told against what the log holds. */
import type { Commit } from '../../src/index.ts';
import { sizeOf, streamOf, type Acknowledgement } from './writer.ts';

export interface Verdict {
  readonly acknowledged: number;
  /** Commits in the log; more than were acknowledged, as some were killed between storing and telling. */
  readonly stored: number;
  readonly retried: number;
  readonly lost: number;
  readonly doubled: number;
  readonly partial: number;
  readonly outOfOrder: number;
  readonly gaps: number;
  readonly readerDiffers: number;
}

/** True when nothing is lost, doubled, partial, out of order or missing, and the reader saw exactly what is stored. */
export function isSound({ lost, doubled, partial, outOfOrder, gaps, readerDiffers }: Verdict): boolean {
  return [lost, doubled, partial, outOfOrder, gaps, readerDiffers].every((fault) => fault === 0);
}

export function judge(
  acknowledged: readonly Acknowledgement[],
  stored: readonly Commit[],
  seen: readonly Commit[],
): Verdict {
  const at = new Map(stored.map((commit) => [commit.position, commit]));
  const ids = new Set(stored.map(({ stream, commandId }) => `${stream} ${commandId}`));
  return {
    acknowledged: new Set(acknowledged.map(({ writer, sequence }) => `${writer} ${sequence}`)).size,
    stored: stored.length,
    retried: acknowledged.filter(({ retried }) => retried).length,
    lost: acknowledged.filter((one) => !isIn(at.get(one.position), one)).length,
    doubled: stored.length - ids.size,
    partial: stored.filter((commit) => !isWhole(commit)).length,
    outOfOrder: countOutOfOrder(stored),
    gaps: stored.filter((commit, index) => commit.position !== index + 1).length,
    readerDiffers: stored.filter((commit, index) => JSON.stringify(commit) !== JSON.stringify(seen[index])).length,
  };
}

function isIn(commit: Commit | undefined, { writer, sequence, events }: Acknowledgement): boolean {
  return (
    commit?.stream === streamOf(writer, sequence) &&
    commit.commandId === `${writer}-${sequence}` &&
    commit.events.length === events
  );
}

function isWhole({ events, commandId }: Commit): boolean {
  const { writer, sequence } = events[0]!.data as { writer: string; sequence: number };
  return (
    commandId === `${writer}-${sequence}` &&
    events.length === sizeOf(sequence) &&
    events.every(({ data }, index) => data.index === index && data.sequence === sequence && data.of === events.length)
  );
}

/** Within each stream a writer's numbers only grow: it hands them over one batch after the other, in order. */
function countOutOfOrder(stored: readonly Commit[]): number {
  const last = new Map<string, number>();
  let count = 0;
  for (const { stream, events } of stored) {
    const sequence = events[0]!.data.sequence as number;
    if (sequence <= (last.get(stream) ?? -1)) count++;
    last.set(stream, sequence);
  }
  return count;
}
