/**
 * What a replica does when it reads in the log that a person was erased, in this order: the keys are destroyed (whoever
 * recorded it may have ended before doing so), loaded streams are forgotten, documents that would be different without
 * them are written anew as of the erasure's position, and what was there before is wiped from the store. With the documents
 * the position passes it: a replica that was killed before, or was down, does it all again at its next start. That something
 * is to be wiped yet is noted in the store before, so that it is done, too, whenever the replica ends.
 *
 * Which documents those are is not guessed from their contents: the projections that read personal data are folded once
 * more, without the person, and compared. That costs a pass over the log per erasure, and misses nothing.
 */
import type { Commit, EventLog, Position } from '@tessera/event-log';
import type { CompiledService } from '../compiled-service.ts';
import { createFolder, type Folder } from '../fold/folder.ts';
import { foldNext } from '../fold/parking-decision.ts';
import { pause } from '../policy/pause.ts';
import type { ProjectionShape, ReadStore } from '../read-store/read-store.ts';
import type { KeyVault } from './key-vault.ts';
import { erasedSubjects, isErasure } from './subject-erased.ts';

export interface ErasuresOptions {
  readonly service: CompiledService;
  readonly log: EventLog;
  readonly vault: KeyVault;
  readonly store: ReadStore;
  readonly folder: Folder;
  readonly openScratch: (shapes: readonly ProjectionShape[]) => ReadStore;
  /** Up to where the log's erasures were carried out in the vault before this store was opened. */
  readonly carriedOut: Position;
  /** See `droppedEvents`. */
  readonly dropped: Set<string>;
  readonly soon: (run: () => void) => void;
  /** Writes what is folded; does not throw. */
  readonly flush: () => void;
  readonly forgetStreams: () => void;
  readonly onForgotten: () => void;
  readonly onFailure: (error: unknown, what: string) => void;
}

export interface Erasures {
  /** The last erasure this replica has carried out completely; 0: none yet. */
  readonly position: Position;
  /**
   * Throws when the vault or the log fails: it is to be called again. Once documents are written anew it waits for the store, as
   * long as that takes, or until the signal aborts.
   */
  carryOut(commit: Commit, signal: AbortSignal): Promise<void>;
  /** Wipes what a process before has left to be wiped. Before anything is folded. */
  finish(signal: AbortSignal): Promise<void>;
}

/** Commits between two breaks, so that requests and health checks are answered meanwhile. */
const stride = 1_000;

/** Until the store is tried again, milliseconds: it cannot be written, it cannot be wiped. */
const [unwrittenMs, unwipedMs] = [20, 1_000];

export function createErasures(options: ErasuresOptions): Erasures {
  const { service, log, vault, store, folder, flush, soon } = options;
  let position: Position = 0;
  /** Projection → its documents know nothing of who was erased up to there. What is folded from nothing never did. */
  const cleanUpTo = new Map<string, Position>();
  for (const name of service.projections.keys()) {
    const standing = store.standing(name);
    cleanUpTo.set(name, standing.state === 'live' && standing.position > 0 ? 0 : options.carriedOut);
  }

  async function carryOut(commit: Commit, signal: AbortSignal): Promise<void> {
    const at = commit.position;
    for (const subject of erasedSubjects(commit)) await vault.erase(subject);
    vault.noteCarriedOut(log.epoch, at);
    options.forgetStreams();
    flush();
    const stale = [...service.projections.keys()].filter(
      (name) => store.standing(name).state === 'live' && service.readsPersonalData(name) && cleanUpTo.get(name)! < at,
    );
    const known = Math.max(at, options.carriedOut);
    if (stale.length > 0 && !(await foldWithout(stale, at, signal))) return;
    for (const name of stale) cleanUpTo.set(name, known);
    store.oweForgetting();
    folder.advance(at);
    flush();
    while (folder.flushed < at) {
      if (!(await mayGoOn(unwrittenMs, signal))) return;
      flush();
    }
    if (await wipe(signal)) position = at;
  }

  /** False when it was stopped. */
  async function wipe(signal: AbortSignal): Promise<boolean> {
    for (;;) {
      try {
        await store.forgetFormer();
        options.onForgotten();
        return true;
      } catch (error) {
        options.onFailure(error, 'wiping what an erasure has written over');
      }
      if (!(await mayGoOn(unwipedMs, signal))) return false;
    }
  }

  async function mayGoOn(afterMs: number, signal: AbortSignal): Promise<boolean> {
    await pause(afterMs, signal);
    await turn();
    return !signal.aborted;
  }

  const turn = (): Promise<void> => new Promise((resolve) => soon(resolve));

  /** False when it was stopped. */
  async function foldWithout(names: readonly string[], at: Position, signal: AbortSignal): Promise<boolean> {
    const part = only(service, names);
    const scratch = options.openScratch([...part.projections.values()].map(({ shape }) => shape));
    try {
      const fresh = createFolder(part, scratch, log.epoch, () => undefined, { dropped: options.dropped });
      const reading = new AbortController();
      for await (const item of log.subscribe({ filter: part.filter }, reading.signal)) {
        if (signal.aborted) return false;
        if (item.kind === 'progress') fresh.advance(Math.min(item.position, at));
        else if (item.commit.position < at && !isErasure(item.commit)) {
          await foldNext(log, fresh, service.definition.name, item.commit);
        }
        if (fresh.unwritten >= stride) {
          fresh.flush();
          await turn();
        }
        if ((item.kind === 'progress' ? item.position : item.commit.position) >= at) break;
      }
      reading.abort();
      fresh.advance(at);
      fresh.flush();
      for (const name of names) await replaceDifferent(name, scratch, at);
      return true;
    } finally {
      scratch.close();
    }
  }

  async function replaceDifferent(name: string, scratch: ReadStore, at: Position): Promise<void> {
    let seen = 0;
    for (const { key, doc } of scratch.each(name)) {
      const now = store.get(name, key)?.doc;
      if (now === undefined || JSON.stringify(now) !== JSON.stringify(doc)) folder.overwrite(name, key, doc, at);
      if (++seen % stride === 0) await turn();
    }
    for (const { key } of store.each(name)) {
      if (scratch.get(name, key) === undefined) folder.overwrite(name, key, undefined, at);
    }
  }

  return {
    get position() {
      return position;
    },
    carryOut,
    async finish(signal) {
      if (store.owesForgetting) await wipe(signal);
    },
  };
}

/** The service as if it had no other projections. */
function only(service: CompiledService, names: readonly string[]): CompiledService {
  return {
    ...service,
    projections: new Map([...service.projections].filter(([name]) => names.includes(name))),
    projectionsOf: new Map(
      [...service.projectionsOf].map(([type, all]) => [type, all.filter(({ name }) => names.includes(name))]),
    ),
  };
}
