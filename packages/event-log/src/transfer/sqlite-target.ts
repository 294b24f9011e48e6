/** An import into a file: written beside it, and put in its place when complete. */
import { existsSync, linkSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { newEpoch } from '../epoch.ts';
import { LogError } from '../errors.ts';
import { openSqliteLog } from '../sqlite/index.ts';
import type { TransferredCommit } from './cloud-event.ts';
import type { ImportTarget } from './target.ts';

export async function openSqliteTarget(url: string): Promise<ImportTarget> {
  const path = resolve(url);
  assertFree(path);
  const staged = `${path}.importing-${newEpoch()}`;
  const log = await openSqliteLog({ path: staged });

  async function writeOne(commit: TransferredCommit): Promise<void> {
    const { stream, events, time, meta, commandId, position } = commit;
    const result = await log.append(stream, events, { time, meta, ...(commandId === undefined ? {} : { commandId }) });
    if (result.ok && !result.duplicate && result.commit.position === position) return;
    throw new LogError(
      'IMPORT_INVALID',
      `Commit ${position} of the import repeats command ${commandId ?? ''} of ${stream}. Nothing was imported.`,
      { position, stream },
    );
  }

  return {
    epoch: log.epoch,
    async write(commits) {
      // Handed over at once: they keep their order, and share transactions.
      await Promise.all(commits.map(writeOne));
    },
    async finish() {
      await log.close();
      try {
        // Unlike a rename, a link never replaces what somebody else has put there meanwhile.
        linkSync(staged, path);
      } catch (error) {
        assertFree(path);
        throw error;
      }
      rmSync(staged);
    },
    async abandon() {
      await log.close();
      for (const suffix of ['', '-wal', '-shm']) rmSync(staged + suffix, { force: true });
    },
  };
}

function assertFree(path: string): void {
  if (!existsSync(path)) return;
  throw new LogError(
    'LOG_NOT_EMPTY',
    `${path} exists already. An import makes a new log: name a file that does not exist, then let the services use it.`,
    { path },
  );
}
