/** Every code the command can end with, and its exit code. One table for code, help and tests. */
export const exitCodes = {
  /** Anything nobody foresaw: the one code that is a defect of ours (EX_SOFTWARE of sysexits.h). */
  UNEXPECTED: 70,
  /** The platform said no, and why: what a pipeline asks for. */
  REFUSED: 1,
  USAGE: 2,
  NOT_RUNNING: 3,
  ALREADY_RUNNING: 3,
  GATEWAY_UNREACHABLE: 3,
  UNKNOWN_MODULE: 4,
  BUILD_FAILED: 4,
  INVALID_CONTRACT: 4,
  OPERATION_REFUSED: 4,
  VERSION_TAKEN: 4,
  NO_TOKEN: 5,
  UPLOAD_REFUSED: 5,
  START_FAILED: 6,
  SEED_FAILED: 6,
  /** Any `LogError`; it keeps its own code (docs/reference/event-log.md). */
  LOG: 7,
  /** What was asked for is not in the log. */
  NOT_FOUND: 8,
  /** Done, but not everybody who has to do their part has said so. */
  NOT_ACKNOWLEDGED: 9,
  /** A service's release was promoted, and no process of it can take over. */
  NOT_SERVED: 10,
} as const;

export type ErrorCode = keyof typeof exitCodes;
