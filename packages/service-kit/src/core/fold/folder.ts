/**
 * Folds commits into documents, in order, each exactly once. `fold` works on a copy; `flush` writes everything since the
 * last flush in one transaction with the position it stands for, then tells who listens.
 *
 * An event that a projection cannot fold is parked with the reason; later events of its stream, and those that touch the
 * same documents, wait behind it. Everything else goes on.
 */
import type { Commit, Position, RecordedEvent } from '@tessera/event-log';
import type { CompiledProjection, CompiledService } from '../compiled-service.ts';
import { isContract } from '../event-contract/contract-stream.ts';
import { stopsBefore, type UnreadEvent } from '../event-contract/unread-event.ts';
import { toOccurrence } from '../occurrence.ts';
import { partsOf } from '../qualified-stream.ts';
import type { DocumentChange, ParkedEvent, ReadStore } from '../read-store/read-store.ts';
import { dropKey, type ParkingDecision } from './parking-decision.ts';
import { createParking } from './parking.ts';
import { createWorkingCopy, WaitsBehind, type WorkingCopy } from './working-copy.ts';

export interface Flushed {
  readonly position: Position;
  /** The documents' newest state; empty when only the position moved. */
  readonly changes: readonly DocumentChange[];
  readonly parked: readonly ParkedEvent[];
}

/** A projection that met an event it was not written for, and was told to stop then. */
export interface Stopped {
  readonly projection: string;
  /** It is folded up to here, and not further. */
  readonly position: Position;
  /** The event it stopped before. */
  readonly event: string;
  /** `orders.OrderPlaced@3` */
  readonly type: string;
  readonly reason: string;
}

export interface Folder {
  /** Everything up to it is folded; what `flushed` lacks is only in memory yet. */
  readonly folded: Position;
  readonly flushed: Position;
  /** Events folded since the last flush. */
  readonly unwritten: number;
  /** Whether the commit can be folded now: see `KeyVault.isAtHand`. */
  isOpenable(commit: Commit): boolean;
  /** Makes it so. Rejects with `KeysUnavailable`. */
  fetchKeys(commit: Commit): Promise<void>;
  /** Ignores what was folded before. What it needs must be at hand: see `foldNext`. */
  fold(commit: Commit): void;
  /** A commit with decisions about parked events; `commits` are those of the parked events, by position. See `foldNext`. */
  decide(commit: Commit, decisions: readonly ParkingDecision[], commits: ReadonlyMap<Position, Commit>): void;
  /** Called with each commit after it was folded. Returns how to stop. */
  onFold(listener: (commit: Commit) => void): () => void;
  /** Nothing that concerns this service remains up to the position. */
  advance(position: Position): void;
  flush(): Flushed | undefined;
  /** Replaces a document by what it ought to be as of the position; `undefined` removes it. Written with the next flush. */
  overwrite(projection: string, key: string, doc: object | undefined, position: Position): void;
  /** A projection's documents have been swapped for others: it is folded on from where they stand. Flush before. */
  adopt(projection: string, stopped: Stopped | undefined): void;
  /** Calls `onResumable` for what can go on. It does so by itself; this is for who was busy then. */
  resume(): void;
  /** A document as it is now, also when it is not written yet. */
  get(projection: string, key: string): object | undefined;
  parked(): readonly ParkedEvent[];
  /** Projections that stand still until what they stopped before can be read, or is dropped. */
  stopped(): readonly Stopped[];
  /** Events left out, as declared, because nobody here was written for them: `orders.OrderPlaced@3` → how many, since the start. */
  ignored(): { readonly [label: string]: number };
}

interface Target {
  readonly projection: CompiledProjection;
  readonly copy: WorkingCopy;
  /** A projection that is ahead of the others (they are being folded anew) skips what it has seen. Infinity: it has stopped. */
  from: Position;
}

export interface FolderOptions {
  /** Where it starts when no projection is live. @default 0 */
  readonly head?: Position;
  /** See `droppedEvents`; what is dropped while it folds is added. @default none */
  readonly dropped?: Set<string>;
  /** What a projection stopped before is readable now, or dropped: its documents are to be folded anew. @default it stays stopped */
  readonly onResumable?: (projection: string) => void;
}

/** Folds the projections that are live in the store. */
export function createFolder(
  service: CompiledService,
  store: ReadStore,
  epoch: string,
  onFlushed: (flushed: Flushed) => void,
  { head = 0, dropped = new Set(), onResumable = () => undefined }: FolderOptions = {},
): Folder {
  let parking = createParking(store);
  const listeners = new Set<(commit: Commit) => void>();
  const targets = new Map<string, Target>();
  for (const name of service.projections.keys()) if (store.standing(name).state === 'live') aim(name);
  const start = targets.size === 0 ? head : Math.min(...[...targets.values()].map(({ from }) => from));
  let folded = start;
  let flushed = start;
  let unwritten = 0;

  const stopped = new Map<string, Stopped>();
  const ignored = new Map<string, number>();

  /** Before anything of the commit is folded: a projection that stops has folded whole commits only. */
  function foldUnfamiliar(commit: Commit): void {
    const unread = commit.events.map((event) => service.unread(commit, event));
    for (const target of targets.values()) {
      if (commit.position <= target.from) continue;
      const at = commit.events.findIndex((event, index) => stops(target, commit, event, unread[index]));
      if (at !== -1) stop(target, commit, commit.events[at]!, unread[at]!);
    }
    for (const [index, event] of commit.events.entries()) {
      const why = unread[index];
      if (why === undefined) foldEvent(commit, event);
      else if ([...targets.values()].some((target) => concerns(target, commit, event, why))) {
        ignored.set(why.label, (ignored.get(why.label) ?? 0) + 1);
      }
    }
  }

  function concerns({ projection, from }: Target, commit: Commit, event: RecordedEvent, why: UnreadEvent): boolean {
    if (commit.position <= from) return false;
    if (why.kind === 'type') return projection.readsFrom.has(partsOf(commit.stream).service);
    return Object.hasOwn(projection.definition.on, service.nameOf(commit, event) ?? '');
  }

  function stops(target: Target, commit: Commit, event: RecordedEvent, why: UnreadEvent | undefined): boolean {
    if (why === undefined || !concerns(target, commit, event, why)) return false;
    const { name, definition } = target.projection;
    return stopsBefore(definition, why) && !dropped.has(dropKey(name, event.id));
  }

  function stop(target: Target, commit: Commit, event: RecordedEvent, why: UnreadEvent): void {
    target.from = Infinity;
    const projection = target.projection.name;
    const position = commit.position - 1;
    stopped.set(projection, { projection, position, event: event.id, type: why.label, reason: why.message });
  }

  /** Whether what it stopped before is readable by now, or given up. */
  function isOver({ projection, event, type }: Stopped): boolean {
    if (dropped.has(dropKey(projection, event))) return true;
    const [name = '', version] = type.split('@');
    return version !== undefined && service.versions.isReachable(name, Number(version));
  }

  function resume(): void {
    for (const each of stopped.values()) if (isOver(each)) onResumable(each.projection);
  }

  function aim(name: string): void {
    const projection = service.projections.get(name)!;
    const copy = createWorkingCopy(projection, store, (key) => parking.isKeyParked(name, key));
    targets.set(name, { projection, copy, from: store.position(name) });
  }

  function foldEvent(commit: Commit, event: RecordedEvent): void {
    const type = service.nameOf(commit, event);
    const interested = type === undefined ? undefined : service.projectionsOf.get(type);
    if (type === undefined || interested === undefined) return;
    for (const { name } of interested) {
      const target = targets.get(name);
      if (target !== undefined && commit.position > target.from) foldInto(target, commit, event, type);
    }
  }

  function apply(
    { definition }: CompiledProjection,
    copy: WorkingCopy,
    commit: Commit,
    event: RecordedEvent,
    type: string,
  ): void {
    definition.on[type]!(copy.documents, toOccurrence(commit, event, epoch, type, service.dataOf(type, event, commit)));
  }

  /** `at`: as of when its documents change; later than the commit when it was parked meanwhile. */
  function foldInto(
    { projection, copy }: Target,
    commit: Commit,
    event: RecordedEvent,
    type: string,
    at: Position = commit.position,
  ): void {
    if (dropped.size > 0 && dropped.has(dropKey(projection.name, event.id))) return;
    try {
      if (parking.isStreamParked(projection.name, commit.stream)) {
        throw new WaitsBehind(`an earlier event of ${commit.stream} could not be folded.`);
      }
      apply(projection, copy, commit, event, type);
      copy.keep(at);
    } catch (error) {
      const waits = error instanceof WaitsBehind;
      parking.park({
        projection: projection.name,
        position: commit.position,
        event: event.id,
        type,
        stream: commit.stream,
        // What waits holds up what touches the same documents, or their order would change.
        keys: waits ? copy.probe(() => apply(projection, copy, commit, event, type)) : copy.touched(),
        reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
        waits,
      });
      copy.discard();
    }
  }

  /** Folds what waits, in the order of the log: as if it had not been parked, but for what is dropped or fails again. */
  function settle(
    at: Position,
    { action, projection, event }: ParkingDecision,
    commits: ReadonlyMap<Position, Commit>,
  ): void {
    const target = targets.get(projection);
    if (action === 'drop' && event !== null && stopped.get(projection)?.event === event) {
      dropped.add(dropKey(projection, event));
    }
    if (target === undefined || at <= target.from) return;
    for (const each of parking.take(projection)) {
      const isMeant = event === null || each.event === event;
      if (isMeant && action === 'drop') {
        dropped.add(dropKey(projection, each.event));
        continue;
      }
      const commit = commits.get(each.position);
      const recorded = commit?.events.find(({ id }) => id === each.event);
      // What failed by itself, and nobody spoke of, would fail again.
      if (commit === undefined || recorded === undefined || (!each.waits && !isMeant)) parking.park(each);
      else foldInto(target, commit, recorded, each.type, at);
    }
  }

  return {
    get folded() {
      return folded;
    },
    get flushed() {
      return flushed;
    },
    get unwritten() {
      return unwritten;
    },
    isOpenable: (commit) => service.isOpenable(commit),
    fetchKeys: (commit) => service.fetchKeys(commit),
    fold(commit) {
      if (commit.position <= folded) return;
      if (isContract(commit)) service.versions.learn(commit);
      if (service.isFamiliar(commit)) for (const event of commit.events) foldEvent(commit, event);
      else foldUnfamiliar(commit);
      folded = commit.position;
      unwritten += commit.events.length;
      for (const listener of listeners) listener(commit);
      if (isContract(commit)) resume();
    },
    decide(commit, decisions, commits) {
      if (commit.position <= folded) return;
      for (const decision of decisions) settle(commit.position, decision, commits);
      folded = commit.position;
      unwritten += 1;
      for (const listener of listeners) listener(commit);
      resume();
    },
    onFold(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    advance(position) {
      if (position > folded) folded = position;
    },
    flush() {
      if (flushed === folded) return undefined;
      const changes = [...targets.values()].flatMap(({ copy }) => copy.changes());
      const { parked, reparked = new Map<string, readonly ParkedEvent[]>() } = parking.unwritten();
      // What came and went since the last write nobody has seen here; the store remembers that it went.
      const seen = changes.filter(({ was, now }) => was !== undefined || now !== undefined);
      const result: Flushed = { position: folded, changes: seen, parked };
      store.write({
        ...result,
        changes,
        reparked,
        stopped: new Map([...stopped].map(([name, { position }]) => [name, position])),
      });
      // Only now: what could not be written is written with the next flush.
      for (const { copy } of targets.values()) copy.written();
      parking.written();
      flushed = folded;
      unwritten = 0;
      onFlushed(result);
      return result;
    },
    overwrite: (projection, key, doc, position) => targets.get(projection)?.copy.overwrite(key, doc, position),
    adopt(name, standing) {
      if (flushed !== folded) throw new Error('What is folded must be written before documents are swapped.');
      parking = createParking(store);
      aim(name);
      stopped.delete(name);
      if (standing === undefined) return;
      stopped.set(name, standing);
      targets.get(name)!.from = Infinity;
    },
    resume,
    get: (projection, key) => targets.get(projection)?.copy.get(key),
    parked: () => parking.all(),
    stopped: () => [...stopped.values()],
    ignored: () => Object.fromEntries(ignored),
  };
}
