/** The body of `PUT /_artifacts/<module>/<version>`, before gzip: JSON lines, the manifest first, then one line per file. */
import { z } from 'zod';
import type { Manifest } from './manifest.ts';

export const uploadFileSchema = z.strictObject({ path: z.string(), base64: z.base64() });
export type UploadFile = z.infer<typeof uploadFileSchema>;

/** Lines with their newline, in the manifest's order. `read` is called once per file of the manifest. */
export async function* uploadLines(
  manifest: Manifest,
  read: (path: string) => Promise<string>,
): AsyncGenerator<string> {
  yield `${JSON.stringify(manifest)}\n`;
  for (const path of Object.keys(manifest.files)) yield `${JSON.stringify({ path, base64: await read(path) })}\n`;
}
