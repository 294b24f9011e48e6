/**
 * Everything that can go wrong with a log, as one table of codes. A lost race is not here: a conflict is a value.
 * Callers branch on `code`; `details` carries the names for logs and user interfaces.
 */
export const logErrors = {
  INVALID_STREAM: 'the stream name is not `ev.<service>.<type>.<id>`',
  INVALID_EVENTS: 'the events of an append are empty, malformed or not JSON',
  INVALID_OPTIONS: 'an option of a call (expect, commandId, meta, time, after) is malformed',
  INVALID_FILTER: 'a subject pattern is malformed',
  COMMIT_TOO_LARGE: 'a commit is over the size limit that holds on every engine',
  LOG_CLOSED: 'the log was closed by this process',
  LOG_BUSY: 'other processes kept the log locked for longer than the configured wait',
  LOG_UNREACHABLE: 'the file or server cannot be opened or does not answer',
  LOG_UNAVAILABLE: 'the server answers but cannot store or serve commits (no leader, no quorum, no stream storage)',
  LOG_ABSENT: 'there is no such log, and none was to be created',
  LOG_NOT_A_LOG: 'the file or stream exists but is not an event log',
  LOG_CORRUPT: 'the stored log is damaged',
  LOG_TOO_NEW: 'the log was written by a newer version of this software',
  LOG_REWOUND: 'the log ends before what was read of it: an older copy was put in its place',
  LOG_FULL: 'there is no space left to store the commit',
  LOG_IO: 'the storage reported an error',
  LOG_URL: 'the log url names no known engine',
  LOG_NOT_EMPTY: 'an import needs a fresh, empty log',
  IMPORT_INVALID: 'the file to import is incomplete, out of order or altered',
} as const;

export type LogErrorCode = keyof typeof logErrors;

/** Thrown for broken invariants and failing infrastructure. The message says what failed, why, and what to do next. */
export class LogError extends Error {
  override readonly name: string = 'LogError';
  readonly code: LogErrorCode;
  /** Names and numbers the message speaks of: `stream`, `path`, `file`, `server`, `bytes`, … */
  readonly details: Readonly<Record<string, string | number>>;

  constructor(
    code: LogErrorCode,
    message: string,
    details: Readonly<Record<string, string | number>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.details = details;
  }
}

/** A commit may hold at most {@link maxCommitBytes} bytes, whatever the engine, so that logs can move between engines. */
export class CommitTooLargeError extends LogError {
  override readonly name = 'CommitTooLargeError';

  constructor(stream: string, bytes: number, limit: number) {
    super(
      'COMMIT_TOO_LARGE',
      `The commit on ${stream} has ${bytes} bytes; a commit may have at most ${limit}. ` +
        'Split it into several commands, or store the large value elsewhere and record its address.',
      { stream, bytes, limit },
    );
  }
}

/** True for an error of this package, optionally of one code. */
export function isLogError(error: unknown, code?: LogErrorCode): error is LogError {
  return error instanceof LogError && (code === undefined || error.code === code);
}
