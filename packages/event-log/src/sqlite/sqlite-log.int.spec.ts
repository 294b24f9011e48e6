import { afterAll } from 'vitest';
import { describeEventLog } from '../contract-suite/index.ts';
import type { EventLog } from '../port.ts';
import { openSqliteLog } from './sqlite-log.ts';
import { temporaryFiles } from './temporary-file.ts';

const files = temporaryFiles();
const paths = new WeakMap<EventLog, string>();
afterAll(() => files.remove());

async function open(path: string, options?: { readonly now?: () => string }): Promise<EventLog> {
  // So few that what a test meets is now in memory, now in the file.
  const log = await openSqliteLog({ ...options, path, maxRecent: 5 });
  paths.set(log, path);
  return log;
}

describeEventLog('sqlite', {
  create: (options) => open(files.next(), options),
  another: (log) => open(paths.get(log)!),
  reopen: async (log) => {
    await log.close();
    return open(paths.get(log)!);
  },
});
