/** What was live when this gateway last knew: it starts from this when the releases service does not answer. */
import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Logger } from 'pino';
import { writeFileAtomically } from '../artifacts/write-file.ts';
import { liveRowsSchema } from './live-rows.ts';
import type { LiveRows } from './live-rows.ts';

export interface LocalCopy {
  read(): Promise<LiveRows | undefined>;
  write(rows: LiveRows): Promise<void>;
}

export function createLocalCopy(file: string, log: Logger): LocalCopy {
  return {
    async read() {
      try {
        return liveRowsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
          log.error({ err: error, file }, 'the local copy of the composition cannot be read; starting without it');
        return undefined;
      }
    },
    async write(rows) {
      await mkdir(dirname(file), { recursive: true });
      await writeFileAtomically(file, JSON.stringify(rows));
    },
  };
}
