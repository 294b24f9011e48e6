/**
 * Makes documents of a new fold beside those that are served, and swaps them in: never an empty view, never an older one
 * (I5). What has been folded is in the files, so that an attempt that broke off is gone on with.
 *
 * The long part may run elsewhere (a thread that folds up to the head and ends); the rest, and all of it where there is no
 * such thread, is folded here in small pieces, until it stands where the served documents stand.
 */
import type { Commit, EventLog, Position } from '@tessera/event-log';
import type { CompiledService } from '../compiled-service.ts';
import { createFolder, type Folder, type Stopped } from '../fold/folder.ts';
import { decisionsOf, foldNext } from '../fold/parking-decision.ts';
import { isErasure } from '../privacy/subject-erased.ts';
import { passErasure } from './pass-erasure.ts';
import type { Preparation } from '../read-store/read-store.ts';

/** Folds into the files up to the log's head. Rejects when it cannot, or when the signal aborts. */
export type FoldAhead = (
  files: ReadonlyMap<string, string>,
  clean: Position,
  onPosition: (position: Position) => void,
  signal: AbortSignal,
) => Promise<void>;

export interface RebuildOptions {
  readonly service: CompiledService;
  readonly log: EventLog;
  readonly preparation: Preparation;
  readonly foldAhead: FoldAhead | undefined;
  /** Folds the documents that are served. */
  readonly main: Folder;
  /** See `droppedEvents`. */
  readonly dropped: Set<string>;
  readonly soon: (run: () => void) => void;
  readonly onPosition: (position: Position) => void;
  /** Puts the new documents in place; called once they stand where `main` stands. */
  readonly onLevel: (stopped: readonly Stopped[]) => void;
}

/** Events per transaction, and at most between two turns of the event loop. */
const batch = 200;

/** So close to the served documents what those fold is noted, so that both can be brought level at once. */
const near = 2_000;

/** True: the new documents are in place; false: the signal aborted. Throws `ErasedMeanwhile`, and what log and store throw. */
export async function rebuild(options: RebuildOptions, signal: AbortSignal): Promise<boolean> {
  const { service, log, preparation, foldAhead, main, soon, onPosition, onLevel } = options;
  if (foldAhead !== undefined && preparation.files !== undefined) {
    await foldAhead(preparation.files, preparation.clean, onPosition, signal);
  }
  if (signal.aborted) return false;
  const store = preparation.open();
  const side = createFolder(service, store, log.epoch, () => {}, { dropped: options.dropped });
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  signal.addEventListener('abort', abort);
  /** What the served documents have been folded with beyond `after`: a busy log is never caught up with otherwise. */
  let noted: { readonly after: Position; readonly commits: Commit[] } | undefined;
  const unlisten = main.onFold((commit) => noted?.commits.push(commit));
  let swapped = false;

  function bringLevel(): boolean {
    if (noted === undefined || side.folded < noted.after) return false;
    // Decisions about parked events need the log, others keys to be fetched: they are passed like the rest, not taken over.
    if (noted.commits.some((commit) => decisionsOf(commit).length > 0 || !side.isOpenable(commit))) {
      noted = undefined;
      return false;
    }
    for (const commit of noted.commits) side.fold(commit);
    side.advance(main.folded);
    side.flush();
    store.caughtUp();
    onLevel(side.stopped());
    return true;
  }

  try {
    for await (const item of log.subscribe({ after: side.folded, filter: service.filter }, stop.signal)) {
      if (item.kind === 'progress') side.advance(item.position);
      else if (isErasure(item.commit)) passErasure(service, side, item.commit, preparation.clean);
      else await foldNext(log, side, service.definition.name, item.commit);
      onPosition(side.folded);
      if (side.unwritten >= batch) {
        side.flush();
        await new Promise<void>((resolve) => soon(resolve));
      }
      if (noted === undefined && main.folded - side.folded <= near) noted = { after: main.folded, commits: [] };
      swapped = bringLevel();
      if (swapped) return true;
    }
    return false;
  } finally {
    signal.removeEventListener('abort', abort);
    unlisten();
    stop.abort();
    if (!swapped) {
      if (side.unwritten > 0) side.flush();
      store.close();
    }
  }
}
