/** In the thread: folds the log into the files it was told, up to the head, and ends. */
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { openLog } from '@tessera/event-log/open';
import { compileService } from '../../core/compiled-service.ts';
import { createFolder } from '../../core/fold/folder.ts';
import { droppedEvents } from '../../core/fold/parking-decision.ts';
import { followLog } from '../../core/fold/follow-log.ts';
import { ErasedMeanwhile, passErasure } from '../../core/rebuild/pass-erasure.ts';
import type { ServiceDefinition } from '../../definition/service.ts';
import { openKeys } from '../keys/open-keys.ts';
import { openPreparedFiles } from '../sqlite/sqlite-store.ts';
import type { FoldAheadMessage, FoldAheadTask } from './messages.ts';

export function isFoldAheadThread(): boolean {
  const task = workerData as Partial<FoldAheadTask> | null | undefined;
  return !isMainThread && task?.kind === 'tessera:fold-ahead';
}

export async function foldAheadHere(definition: ServiceDefinition): Promise<void> {
  const task = workerData as FoldAheadTask;
  const say = (message: FoldAheadMessage): void => parentPort!.postMessage(message);
  const vault = await openKeys(task.keys);
  const service = compileService(definition, vault);
  const shapes = [...service.projections.values()].map(({ shape }) => shape);
  const log = await openLog(task.log);
  await service.versions.load(log);
  const store = openPreparedFiles(new Map(task.files), shapes);
  const folder = createFolder(service, store, log.epoch, ({ position }) => say({ kind: 'position', position }), {
    dropped: await droppedEvents(log, definition.name),
  });
  const stop = new AbortController();
  const head = await log.head();
  try {
    await followLog(
      {
        log,
        service: service.definition.name,
        filter: service.filter,
        folder,
        flush: () => void folder.flush(),
        head,
        soon: setImmediate,
        onErasure: async (commit) => passErasure(service, folder, commit, task.clean),
        onCaughtUp: () => stop.abort(),
      },
      stop.signal,
    );
  } catch (error) {
    if (!(error instanceof ErasedMeanwhile)) throw error;
    return say({ kind: 'erased', message: error.message });
  }
  // Indexes of a big table take their time: here, too.
  store.caughtUp();
  store.close();
  vault.close();
  await log.close();
  say({ kind: 'done' });
}
