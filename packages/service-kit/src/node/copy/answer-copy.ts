/** `/admin/copy`: the list of views, or one of them as a file, consistent as of one position, while this replica folds on. */
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HttpProblem, answerJson } from '../http/answer.ts';
import type { SqliteStore } from '../sqlite/sqlite-store.ts';
import type { CopyList } from './copied-view.ts';

export interface CopySource {
  readonly service: string;
  readonly epoch: string;
  readonly keys: string;
  readonly store: SqliteStore;
  /** A folder for files on their way. */
  readonly temporary: string;
}

export async function answerCopy(
  response: ServerResponse,
  view: string | undefined,
  source: CopySource,
): Promise<void> {
  const { service, epoch, keys, store, temporary } = source;
  if (view === undefined) {
    answerJson(response, 200, { service, epoch, keys, views: store.copies() } satisfies CopyList);
    return;
  }
  if (!store.copies().some(({ name }) => name === view)) {
    throw new HttpProblem(404, 'UNKNOWN_PROJECTION', `There is no view "${view}" to copy here.`);
  }
  await mkdir(temporary, { recursive: true, mode: 0o700 });
  const path = join(temporary, `${view}.${crypto.randomUUID()}.db`);
  try {
    await store.copyTo(view, path);
    const { size } = await stat(path);
    response.writeHead(200, { 'content-type': 'application/vnd.sqlite3', 'content-length': size });
    await pipeline(createReadStream(path), response);
  } finally {
    await rm(path, { force: true });
  }
}
