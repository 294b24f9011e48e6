/** How a log file is told from other files. */
import type { DatabaseSync } from 'node:sqlite';
import { LogError } from '../errors.ts';

/** "Tess" in the header of the file, so that `file(1)` and we know whose it is. */
export const applicationId = 0x54657373;
export const schemaVersion = 2;

export function pragma(database: DatabaseSync, name: string): unknown {
  return Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
}

/** True for a file in which there is nothing yet. */
export function isBlank(database: DatabaseSync): boolean {
  const tables = database.prepare('SELECT count(*) AS count FROM sqlite_schema').get();
  return (
    Number(pragma(database, 'user_version')) === 0 &&
    Number(pragma(database, 'application_id')) === 0 &&
    tables?.['count'] === 0
  );
}

/** Throws `LOG_NOT_A_LOG` or `LOG_TOO_NEW`. */
export function assertIsLog(database: DatabaseSync, path: string): void {
  const version = Number(pragma(database, 'user_version'));
  if (Number(pragma(database, 'application_id')) !== applicationId) {
    throw new LogError(
      'LOG_NOT_A_LOG',
      `${path} is an SQLite database of something else, not an event log. Name another file.`,
      { path },
    );
  }
  if (version > schemaVersion) {
    throw new LogError(
      'LOG_TOO_NEW',
      `The event log ${path} has format ${version}; this version reads up to ${schemaVersion}. Run the newer version again, ` +
        'or export the log with it and import the export here.',
      { path, version },
    );
  }
}
