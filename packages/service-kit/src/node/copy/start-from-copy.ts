/**
 * A new replica starts from a sibling's views instead of the log's beginning: those of the same log, keys and fold. What
 * cannot be had is folded, as if there were no sibling.
 */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { ProjectionShape } from '../../core/read-store/read-store.ts';
import type { ReadFile } from '../sqlite/read-file.ts';
import { openViewFile } from '../sqlite/view-file.ts';
import { createViewRegistry, type ViewEntry } from '../sqlite/view-registry.ts';
import { copyListSchema, type CopiedView } from './copied-view.ts';

export interface CopyOptions {
  /** The sibling's base URL. */
  readonly from: string;
  readonly token: string;
  readonly file: ReadFile;
  readonly shapes: readonly ProjectionShape[];
  readonly service: string;
  readonly epoch: string;
  readonly keys: string;
  /** For the list; a file may take as long as it keeps coming. @default 5_000 */
  readonly timeoutMs?: number;
}

/** What was copied, with its position; empty when this replica has views of its own. Throws when the sibling cannot be used. */
export async function startFromCopy(options: CopyOptions): Promise<readonly CopiedView[]> {
  const { from, token, file, shapes, service, epoch, keys, timeoutMs = 5_000 } = options;
  const registry = createViewRegistry(file);
  if (registry.entries().some(({ complete }) => complete)) return [];
  const headers = { authorization: `Bearer ${token}` };

  const response = await fetch(new URL('/admin/copy', from), { headers, signal: AbortSignal.timeout(timeoutMs) });
  if (!response.ok) throw new Error(`${from} answered with ${response.status}; it may not be ready itself.`);
  const list = copyListSchema.parse(await response.json());
  if (list.service !== service) throw new Error(`${from} is "${list.service}", not "${service}".`);
  if (list.epoch !== epoch) throw new Error(`${from} follows another log (epoch ${list.epoch}, here ${epoch}).`);
  if (list.keys !== keys) throw new Error(`${from} opens personal data with other keys.`);

  const usable = list.views.filter(({ name, shape }) =>
    shapes.some((mine) => mine.name === name && mine.generation === shape.generation),
  );
  const entries: ViewEntry[] = [];
  try {
    for (const { name, shape, rebuilt, clean } of usable) {
      const entry = registry.begin(shape, rebuilt, clean);
      entries.push(entry);
      await fetchFile(new URL(`/admin/copy?view=${encodeURIComponent(name)}`, from), headers, entry.path);
      // Whether it can be opened is to be known before it is served.
      openViewFile(entry.path, shape).close();
    }
    registry.complete(entries);
    return usable;
  } catch (error) {
    for (const entry of entries) registry.remove(entry);
    throw error;
  }
}

async function fetchFile(url: URL, headers: Record<string, string>, path: string): Promise<void> {
  const response = await fetch(url, { headers });
  if (!response.ok || response.body === null) throw new Error(`${url.href} answered with ${response.status}.`);
  await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(path, { mode: 0o600 }));
}
