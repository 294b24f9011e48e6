/** Why something did not work, in the one shape that apps see, whatever layer it came from. */

export interface Owner {
  /** The team. */
  readonly name: string;
  /** A chat channel or address. */
  readonly contact: string;
}

export interface Problem {
  /** Stable, in capitals: `SERVICE_UNAVAILABLE`, `SESSION_EXPIRED`, `NETWORK`, `STALE`, `UNKNOWN_PRODUCT` … */
  readonly code: string;
  /** For people. */
  readonly message: string;
  /** The input field it is about, as a path: `lines.0.quantity`. */
  readonly field?: string;
  readonly service?: string;
  readonly owner?: Owner;
  /** For support: leads to the cause in the logs. */
  readonly correlationId?: string;
  /** Tries the same again; there when that may help. */
  readonly retry?: () => void;
}

/** Problems that pass by themselves: whoever shows one tries again without being asked. */
const passing = new Set(['NETWORK', 'SERVICE_UNAVAILABLE', 'NOT_CAUGHT_UP', 'TIMEOUT', 'NOTHING_LIVE', 'OVERLOADED']);

/** Whether trying again later may simply work. */
export function isPassing({ code }: Pick<Problem, 'code'>): boolean {
  return passing.has(code);
}
