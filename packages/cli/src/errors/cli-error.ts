import { exitCodes, type ErrorCode } from './codes.ts';

/** What a person needs to go on: what failed, why, and what to do now. Printed by `main`, never with a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: ErrorCode;
  readonly why: string | undefined;
  readonly advice: string;

  constructor(
    code: ErrorCode,
    what: string,
    { why, advice, cause }: { why?: string | undefined; advice: string; cause?: unknown },
  ) {
    super(what, cause === undefined ? undefined : { cause });
    this.code = code;
    this.why = why;
    this.advice = advice;
  }

  get exitCode(): number {
    return exitCodes[this.code];
  }
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
