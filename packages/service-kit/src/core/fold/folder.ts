/**
 * Folds commits into documents, in order, each exactly once. `fold` works on a copy; `flush` writes everything since the
 * last flush in one transaction with the position it stands for, then tells who listens.
 *
 * An event that a projection cannot fold is parked with the reason; later events of its stream, and those that touch the
 * same documents, wait behind it. Everything else goes on.
 */
import type { Commit, Position, RecordedEvent } from '@tessera/event-log';
import type { CompiledProjection, CompiledService } from '../compiled-service.ts';
import { toOccurrence } from '../occurrence.ts';
import type { DocumentChange, ParkedEvent, ReadStore } from '../read-store/read-store.ts';
import { createParking } from './parking.ts';
import { createWorkingCopy, WaitsBehind, type WorkingCopy } from './working-copy.ts';

export interface Flushed {
  readonly position: Position;
  /** The documents' newest state; empty when only the position moved. */
  readonly changes: readonly DocumentChange[];
  readonly parked: readonly ParkedEvent[];
}

export interface Folder {
  /** Everything up to it is folded; what `flushed` lacks is only in memory yet. */
  readonly folded: Position;
  readonly flushed: Position;
  /** Commits folded since the last flush. */
  readonly unwritten: number;
  /** Ignores what was folded before. */
  fold(commit: Commit): void;
  /** Nothing that concerns this service remains up to the position. */
  advance(position: Position): void;
  flush(): Flushed | undefined;
  /** Replaces a document by what it ought to be as of the position; `undefined` removes it. Written with the next flush. */
  overwrite(projection: string, key: string, doc: object | undefined, position: Position): void;
  /** A document as it is now, also when it is not written yet. */
  get(projection: string, key: string): object | undefined;
  parked(): readonly ParkedEvent[];
}

interface Target {
  readonly projection: CompiledProjection;
  readonly copy: WorkingCopy;
  /** A projection that is ahead of the others (they are being folded anew) skips what it has seen. */
  readonly from: Position;
}

export function createFolder(
  service: CompiledService,
  store: ReadStore,
  epoch: string,
  onFlushed: (flushed: Flushed) => void,
): Folder {
  const parking = createParking(store, service.projections);
  const targets = new Map<string, Target>();
  for (const [name, projection] of service.projections) {
    const copy = createWorkingCopy(projection, store, (key) => parking.isKeyParked(name, key));
    targets.set(name, { projection, copy, from: store.position(name) });
  }
  const start = targets.size === 0 ? 0 : Math.min(...[...targets.values()].map(({ from }) => from));
  let folded = start;
  let flushed = start;
  let unwritten = 0;

  function foldEvent(commit: Commit, event: RecordedEvent): void {
    const type = service.nameOf(commit, event);
    const interested = type === undefined ? undefined : service.projectionsOf.get(type);
    if (type === undefined || interested === undefined) return;
    for (const { name } of interested) {
      const target = targets.get(name)!;
      if (commit.position > target.from) foldInto(target, commit, event, type);
    }
  }

  function foldInto({ projection, copy }: Target, commit: Commit, event: RecordedEvent, type: string): void {
    try {
      if (parking.isStreamParked(projection.name, commit.stream)) {
        throw new WaitsBehind(`an earlier event of ${commit.stream} could not be folded.`);
      }
      const occurrence = toOccurrence(commit, event, epoch, type, service.dataOf(type, event, commit));
      projection.definition.on[type]!(copy.documents, occurrence);
      copy.keep(commit.position);
    } catch (error) {
      parking.park({
        projection: projection.name,
        position: commit.position,
        event: event.id,
        type,
        stream: commit.stream,
        keys: copy.touched(),
        reason: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
      });
      copy.discard();
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
    fold(commit) {
      if (commit.position <= folded) return;
      for (const event of commit.events) foldEvent(commit, event);
      folded = commit.position;
      unwritten += 1;
    },
    advance(position) {
      if (position > folded) folded = position;
    },
    flush() {
      if (flushed === folded) return undefined;
      const changes = [...targets.values()].flatMap(({ copy }) => copy.changes());
      const result: Flushed = { position: folded, changes, parked: parking.unwritten() };
      store.write(result);
      // Only now: what could not be written is written with the next flush.
      for (const { copy } of targets.values()) copy.written();
      parking.written();
      flushed = folded;
      unwritten = 0;
      onFlushed(result);
      return result;
    },
    overwrite: (projection, key, doc, position) => targets.get(projection)?.copy.overwrite(key, doc, position),
    get: (projection, key) => targets.get(projection)?.copy.get(key),
    parked: () => parking.all(),
  };
}
