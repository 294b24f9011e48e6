/** An export into a fresh log of any engine: the same commits at the same positions, under a new epoch; or nothing. */
import { LogError } from '../errors.ts';
import type { TransferredCommit } from './cloud-event.ts';
import { readCommits } from './read-lines.ts';
import type { ImportTarget } from './target.ts';

export interface Imported {
  /** Of the new log; positions of the exported one are recognised as foreign by it. */
  readonly epoch: string;
  readonly commits: number;
  readonly events: number;
}

const batch = { commits: 1000, characters: 4 * 1024 * 1024 };

/**
 * `lines`: of an export, without line breaks. `url`: as for `openLog`, a file or JetStream log that does not exist yet.
 * Throws `IMPORT_INVALID` or `LOG_NOT_EMPTY`, and whatever opening and writing throw; then there is no new log.
 */
export async function importLog(lines: AsyncIterable<string> | Iterable<string>, url: string): Promise<Imported> {
  const target = await openTarget(url);
  const imported = { commits: 0, events: 0 };
  try {
    let waiting: TransferredCommit[] = [];
    let characters = 0;
    for await (const commit of readCommits(lines)) {
      waiting.push(commit);
      imported.commits++;
      imported.events += commit.events.length;
      characters += JSON.stringify(commit.events).length;
      if (waiting.length < batch.commits && characters < batch.characters) continue;
      await target.write(waiting);
      [waiting, characters] = [[], 0];
    }
    await target.write(waiting);
    await target.finish();
  } catch (error) {
    // The first error is the one to tell.
    await target.abandon().catch(() => undefined);
    throw error;
  }
  return { epoch: target.epoch, ...imported };
}

async function openTarget(url: string): Promise<ImportTarget> {
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  if (scheme === 'nats' || scheme === 'tls') {
    const { openJetStreamTarget } = await import('./jetstream-target.ts');
    return openJetStreamTarget(url);
  }
  if (scheme === undefined || scheme === 'sqlite') {
    const { openSqliteTarget } = await import('./sqlite-target.ts');
    return openSqliteTarget(url.replace(/^sqlite:(\/\/(?=\/))?/i, ''));
  }
  throw new LogError(
    'LOG_URL',
    `${JSON.stringify(url)} cannot be imported into. Use a path or sqlite:<path>, or nats://host:port/<name>.`,
    { url },
  );
}
