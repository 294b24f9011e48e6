/** Which log a verb reads, and reading it until the work is done or nobody looks any more. */
import { isLogError, type EventLog } from '@tessera/event-log';
import { openLog } from '@tessera/event-log/open';
import { existsSync } from 'node:fs';
import type { Context } from '../commands/context.ts';
import type { DataFolder } from '../data-folder/paths.ts';
import { readState } from '../data-folder/state.ts';
import { CliError } from '../errors/cli-error.ts';
import { endOfInterest } from '../terminal/end-of-interest.ts';
import type { VerbOption } from '../verbs/verb.ts';

export const logOption: VerbOption = {
  flags: '--log <url>',
  description: "another log than the product's: a path, sqlite:<path>, nats://… (also TESSERA_LOG)",
};

export interface LogOptions {
  readonly log?: string;
}

/** `--log`, else TESSERA_LOG, else the log of the product that runs (or last ran) on the data folder. */
export function logUrl(
  data: DataFolder,
  { log }: LogOptions,
  env: string | undefined = process.env.TESSERA_LOG,
): string {
  return log ?? (env || undefined) ?? readState(data.state)?.log ?? `sqlite:${data.log}`;
}

/** The file behind a url; undefined for a server. */
export function fileOf(url: string): string | undefined {
  // One letter before the colon is a drive, not a scheme.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  return scheme === undefined || scheme === 'sqlite' ? url.replace(/^sqlite:(\/\/(?=\/))?/i, '') : undefined;
}

/** Reading creates no log: a mistyped path or name must not leave an empty one behind. */
export async function openExistingLog(url: string): Promise<EventLog> {
  const file = fileOf(url);
  if (file !== undefined && !existsSync(file)) throw noLog(`There is no event log at ${file}`);
  try {
    return await openLog(url, { create: false });
  } catch (error) {
    if (!isLogError(error, 'LOG_ABSENT')) throw error;
    throw noLog(`There is no event log "${error.details['log']}" on ${error.details['server']}`, error);
  }
}

function noLog(what: string, cause?: Error): CliError {
  return new CliError('NOT_RUNNING', what, {
    advice: 'Start the product once (`tessera start`), name its data folder with --data, or the log with --log.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * Opens the verb's log, works, and closes it whatever happens. `signal` aborts at Ctrl+C, and when whatever reads our
 * output has seen enough: both end the work, neither is a failure.
 */
export async function withLog<T>(
  { data }: Context,
  options: LogOptions,
  work: (log: EventLog, signal: AbortSignal, url: string) => Promise<T>,
): Promise<T> {
  const url = logUrl(data, options);
  const signal = endOfInterest();
  const log = await openExistingLog(url);
  try {
    return await work(log, signal, url);
  } catch (error) {
    // The file is gone or the server is away at the very end: whoever has seen enough need not hear of it.
    if (signal.aborted && isLogError(error)) throw signal.reason;
    throw error;
  } finally {
    await log.close();
  }
}
