/** Which rebuild runs, how far it is, and what comes after it. One at a time: each reads the whole log. */
import type { EventLog, Position } from '@tessera/event-log';
import type { CompiledService } from '../compiled-service.ts';
import type { Folder, Stopped } from '../fold/folder.ts';
import { pause } from '../policy/pause.ts';
import type { ReadStore } from '../read-store/read-store.ts';
import { ErasedMeanwhile } from './pass-erasure.ts';
import { rebuild, type FoldAhead } from './rebuild.ts';

export interface RebuildProgress {
  readonly projections: readonly string[];
  /** New documents are folded up to here… */
  readonly position: Position;
  /** …and are served when they have reached about this. */
  readonly head: Position;
  /** 0 to 100. */
  readonly percent: number;
  /** ISO 8601. */
  readonly since: string;
  /** Why the last attempt broke off; it is gone on with. */
  readonly failing?: string;
}

export interface Rebuilder {
  /** Undefined: nothing is being rebuilt. */
  readonly progress: RebuildProgress | undefined;
  /** Resolves when new documents of all of them are served. `anew`: also what is of the present fold. */
  run(projections: readonly string[], anew: boolean): Promise<void>;
  /**
   * An erasure is carried out: what runs breaks off, its documents go with the former ones, and it begins again afterwards,
   * without the person.
   */
  standAside(work: () => Promise<void>): Promise<void>;
  /** Resolves when what runs has ended. */
  ended(): Promise<void>;
}

export interface RebuilderOptions {
  readonly service: CompiledService;
  readonly log: EventLog;
  readonly store: ReadStore;
  readonly main: Folder;
  /** See `droppedEvents`. */
  readonly dropped: Set<string>;
  readonly foldAhead: FoldAhead | undefined;
  readonly soon: (run: () => void) => void;
  readonly now: () => string;
  /** Writes what the served documents have been folded with; afterwards `main.flushed` tells whether it could. */
  readonly flush: () => void;
  /** Erasures up to here have been carried out. */
  readonly clean: () => Position;
  /** New documents of these are served from now on. */
  readonly onSwapped: (projections: readonly string[]) => void;
  readonly onFailure: (error: unknown, what: string) => void;
}

export function createRebuilder(options: RebuilderOptions, signal: AbortSignal): Rebuilder {
  const { store, main, log } = options;
  let progress: RebuildProgress | undefined;
  let last: Promise<void> = Promise.resolve();
  let attempt: { readonly stop: AbortController; readonly ended: Promise<boolean> } | undefined;
  let aside: Promise<void> = Promise.resolve();
  let startOver = false;

  async function runNow(projections: readonly string[], anew: boolean): Promise<void> {
    let head: Position = 0;
    const at = (position: Position, failing?: string): void => {
      const percent = head === 0 ? 0 : Math.min(100, Math.floor((position * 100) / head));
      progress = { projections, position, head, percent, since, ...(failing === undefined ? {} : { failing }) };
    };
    const since = options.now();
    at(0);
    startOver = anew;
    for (let delay = 500; !signal.aborted; delay = Math.min(delay * 2, 10_000)) {
      try {
        head = await log.head();
        await aside;
        if (await attemptNow(projections, at)) {
          progress = undefined;
          return;
        }
      } catch (error) {
        if (signal.aborted) return;
        startOver ||= error instanceof ErasedMeanwhile;
        options.onFailure(error, `rebuilding ${projections.join(', ')}`);
        at(progress?.position ?? 0, error instanceof Error ? error.message : String(error));
        await pause(delay, signal);
      }
    }
  }

  async function attemptNow(projections: readonly string[], at: (position: Position) => void): Promise<boolean> {
    const stop = new AbortController();
    const preparation = store.prepare(projections, startOver, options.clean());
    startOver = false;
    const onLevel = (stopped: readonly Stopped[]): void => {
      options.flush();
      if (main.flushed !== main.folded) throw new Error('The read store cannot be written.');
      preparation.swap();
      for (const name of projections) {
        main.adopt(
          name,
          stopped.find(({ projection }) => projection === name),
        );
      }
      options.onSwapped(projections);
    };
    const ended = rebuild({ ...options, preparation, onPosition: at, onLevel }, AbortSignal.any([signal, stop.signal]));
    attempt = { stop, ended };
    try {
      return await ended;
    } finally {
      attempt = undefined;
    }
  }

  return {
    get progress() {
      return progress;
    },
    run(projections, anew) {
      if (projections.length === 0) return Promise.resolve();
      const done = last.then(() => runNow(projections, anew));
      last = done;
      return done;
    },
    standAside(work) {
      const done = (async () => {
        attempt?.stop.abort();
        await attempt?.ended.catch(() => undefined);
        startOver = true;
        await work();
      })();
      aside = done.catch(() => undefined);
      return done;
    },
    ended: () => last,
  };
}
