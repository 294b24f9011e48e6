/**
 * Starts the thread that folds ahead. It has its own connections to the log and to the files, so that the process goes on
 * answering as if nothing were; its memory is bounded; and one that falls silent is ended.
 */
import { Worker } from 'node:worker_threads';
import { ErasedMeanwhile } from '../../core/rebuild/pass-erasure.ts';
import type { FoldAhead } from '../../core/rebuild/rebuild.ts';
import type { KeysPlace } from '../keys/open-keys.ts';
import type { FoldAheadMessage, FoldAheadTask } from './messages.ts';

export interface FoldAheadOptions {
  /** The module that runs the service; its `runService` sees that it is in this thread. */
  readonly main: string | URL;
  readonly log: string;
  readonly keys: KeysPlace;
  readonly service: string;
  /** A thread that says nothing for so long hangs. @default 60_000 */
  readonly silenceMs?: number;
}

/** Of JavaScript's objects; SQLite's pages come on top. */
const memory = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 16 };

export function createFoldAhead({ main, log, keys, service, silenceMs = 60_000 }: FoldAheadOptions): FoldAhead {
  return async (files, clean, onPosition, signal) => {
    if (signal.aborted) return;
    const task: FoldAheadTask = { kind: 'tessera:fold-ahead', log, keys, clean, files: [...files] };
    const worker = new Worker(main, {
      workerData: task,
      // Of a published service: which release `main` runs.
      argv: process.argv.slice(2),
      name: `${service}: folding ahead`,
      resourceLimits: memory,
      execArgv: ['--disable-warning=ExperimentalWarning'],
    });
    const ended = Promise.withResolvers<void>();
    const silence = setTimeout(() => {
      ended.reject(new Error(`The thread that folds ahead said nothing for ${silenceMs} ms: a fold that never ends?`));
    }, silenceMs);
    const abort = (): void => ended.resolve();
    signal.addEventListener('abort', abort);
    worker.on('message', (message: FoldAheadMessage) => {
      silence.refresh();
      if (message.kind === 'position') onPosition(message.position);
      else if (message.kind === 'done') ended.resolve();
      else ended.reject(new ErasedMeanwhile(message.message));
    });
    worker.on('error', (error) => ended.reject(error));
    worker.on('exit', (code) => ended.reject(new Error(`The thread that folds ahead ended with code ${code}.`)));
    try {
      await ended.promise;
    } finally {
      clearTimeout(silence);
      signal.removeEventListener('abort', abort);
      await worker.terminate();
    }
  };
}
