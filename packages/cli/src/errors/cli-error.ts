import { exitCodes, type ErrorCode } from './codes.ts';

/** What a person needs to go on: what failed, why, and what to do now. Printed by `main`, never with a stack. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly code: ErrorCode;
  readonly why: string | undefined;
  readonly advice: string;
  /** The code of whoever refused it, where it was not this program: `REFUSED_BY_GATE`. */
  readonly refusal: string | undefined;
  /** Which part of what was asked for the refusal is about: `version`. */
  readonly field: string | undefined;

  constructor(code: ErrorCode, what: string, { why, advice, refusal, field, cause }: CliErrorDetails) {
    super(what, cause === undefined ? undefined : { cause });
    this.code = code;
    this.why = why;
    this.advice = advice;
    this.refusal = refusal;
    this.field = field;
  }

  get exitCode(): number {
    return exitCodes[this.code];
  }
}

export interface CliErrorDetails {
  readonly why?: string | undefined;
  readonly advice: string;
  readonly refusal?: string | undefined;
  readonly field?: string | undefined;
  readonly cause?: unknown;
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
