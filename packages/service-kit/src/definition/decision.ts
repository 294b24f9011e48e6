/** An event that a command decided on. */
export interface Emitted<Type extends string = string, Data = object> {
  readonly type: Type;
  readonly data: Data;
}

/** Records an own event. Its data is checked against the event's schema before it is appended. */
export function emit<const Type extends string, Data extends object>(type: Type, data: Data): Emitted<Type, Data> {
  return { type, data };
}

/** Why a command was refused, for people (`message`) and for programs (`code`). `field` is an input path: `lines.0.sku`. */
export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly field?: string;
}

/** A command's refusal: nothing is recorded. The same shape as a failed `CommandResult`. */
export interface Rejection {
  readonly ok: false;
  readonly problem: Problem;
}

/** Refuses a command. `code` is stable and in capitals; `message` says what to do next; `field` is an input path. */
export function reject(code: string, message: string, field?: string): Rejection {
  return { ok: false, problem: { code, message, ...(field === undefined ? {} : { field }) } };
}

/** What `decide` answers: events to record (none = accepted, nothing changed) or a refusal. */
export type Decision = readonly Emitted[] | Rejection;

export function isRejection(decision: Decision): decision is Rejection {
  return 'problem' in decision;
}
