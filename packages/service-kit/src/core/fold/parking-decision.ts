/**
 * What people decided about parked events. It stands in the log, on a stream of the service, so that every replica does the
 * same at the same position, and does it again when documents are made anew.
 */
import { streamName, type Commit, type EventLog, type JsonObject, type Position } from '@tessera/event-log';
import { parkingStreamType, partsOf } from '../qualified-stream.ts';
import type { ParkedEvent } from '../read-store/read-store.ts';
import type { Folder } from './folder.ts';

export interface ParkingDecision {
  /** `retry`: fold it again, and what waits behind it; `drop`: fold what waits behind it, without it. */
  readonly action: 'retry' | 'drop';
  readonly projection: string;
  /** The event's id; null: all of the projection (retry only). */
  readonly event: string | null;
  /** Why it may be lost. */
  readonly reason?: string;
}

const decided = 'ParkingDecided';

export interface DecisionRecord {
  readonly commandId: string;
  /** The id of who decided. */
  readonly user?: string | undefined;
  readonly time: string;
}

/** Answers the position at which every replica carries it out. */
export async function recordDecision(
  log: EventLog,
  service: string,
  decision: ParkingDecision,
  { commandId, user, time }: DecisionRecord,
): Promise<Position> {
  const stream = streamName(service, parkingStreamType, 'decisions');
  const result = await log.append(stream, [{ type: decided, data: { ...decision } satisfies JsonObject }], {
    commandId,
    time,
    ...(user === undefined ? {} : { meta: { user } }),
  });
  if (!result.ok) throw new Error(`The decision about "${decision.event ?? decision.projection}" was not recorded.`);
  return result.commit.position;
}

/** As it stands in `droppedEvents`. */
export function dropKey(projection: string, event: string): string {
  return `${projection} ${event}`;
}

/**
 * All that was ever given up. Documents that are folded from the beginning leave it out where it stands, so that they become
 * what they are where it was given up later, also when the code could fold it now.
 */
export async function droppedEvents(log: EventLog, service: string): Promise<Set<string>> {
  const { commits } = await log.read(streamName(service, parkingStreamType, 'decisions'));
  const dropped = commits.flatMap(decisionsOf).filter(({ action }) => action === 'drop');
  return new Set(dropped.map(({ projection, event }) => dropKey(projection, event ?? '')));
}

export function decisionsOf(commit: Commit): readonly ParkingDecision[] {
  if (partsOf(commit.stream).type !== parkingStreamType) return [];
  return commit.events.flatMap(({ type, data }) => (type === decided ? [data as unknown as ParkingDecision] : []));
}

/**
 * Folds a commit, once the keys of the personal data in it are at hand; a decision about parked events needs those events
 * from the log first. Rejects with `KeysUnavailable`, and nothing of it is folded.
 */
export async function foldNext(log: EventLog, folder: Folder, service: string, commit: Commit): Promise<void> {
  const decisions = partsOf(commit.stream).service === service ? decisionsOf(commit) : [];
  if (decisions.length === 0 || commit.position <= folder.folded) {
    await whenOpenable(folder, [commit]);
    return folder.fold(commit);
  }
  const concerned = new Set(decisions.map(({ projection }) => projection));
  const parked = folder.parked().filter(({ projection }) => concerned.has(projection));
  const commits = await commitsOf(log, parked);
  await whenOpenable(folder, [...commits.values()]);
  folder.decide(commit, decisions, commits);
}

/** In a loop: while one is fetched another may be lost. */
async function whenOpenable(folder: Folder, commits: readonly Commit[]): Promise<void> {
  const locked = (): Commit | undefined => commits.find((commit) => !folder.isOpenable(commit));
  for (let next = locked(); next !== undefined; next = locked()) await folder.fetchKeys(next);
}

/** The commits of parked events, by position. */
async function commitsOf(log: EventLog, parked: readonly ParkedEvent[]): Promise<ReadonlyMap<Position, Commit>> {
  const found = new Map<Position, Commit>();
  for (const [stream, events] of Map.groupBy(parked, (event) => event.stream)) {
    const positions = new Set(events.map(({ position }) => position));
    const { commits } = await log.read(stream, { after: Math.min(...positions) - 1 });
    for (const commit of commits) if (positions.has(commit.position)) found.set(commit.position, commit);
  }
  return found;
}
