/** Why a release could not be loaded: for people, for support, and for deciding what to try next. */

export type LoadFailureCode =
  /** Not there, refused, not what its hash says, or a syntax error. */
  | 'LOAD_FAILED'
  /** No answer in time. */
  | 'LOAD_TIMEOUT'
  /** It loaded and is not an app. */
  | 'WRONG_EXPORT'
  /** Its code threw while it was being loaded. */
  | 'THREW_WHILE_LOADING'
  | 'STYLES_FAILED';

export class LoadFailure extends Error {
  override readonly name = 'LoadFailure';
  readonly code: LoadFailureCode;
  readonly module: string;
  readonly version: string;

  constructor(code: LoadFailureCode, module: string, version: string, why: string, cause?: unknown) {
    super(`${module}@${version}: ${why}`, { cause });
    this.code = code;
    this.module = module;
    this.version = version;
  }
}

/** In the person's words. */
export function reasonOf(failure: unknown): string {
  if (!(failure instanceof LoadFailure)) return 'Something in it failed.';
  switch (failure.code) {
    case 'LOAD_FAILED':
      return 'Its files could not be loaded.';
    case 'LOAD_TIMEOUT':
      return 'Its files did not arrive in time.';
    case 'WRONG_EXPORT':
      return 'What was published is not an app.';
    case 'THREW_WHILE_LOADING':
      return 'It failed while it was starting.';
    case 'STYLES_FAILED':
      return 'Its styles could not be loaded.';
  }
}
