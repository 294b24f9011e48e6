/** What is different between two JSON values, by field. */

export interface FieldChange {
  /** `history[2].status`; empty: the value itself. */
  readonly field: string;
  /** Undefined: it was not there. */
  readonly before: unknown;
  /** Undefined: it is gone. */
  readonly after: unknown;
}

/** Follows objects and lists as deep as they differ. What appears or disappears whole is one change. */
export function fieldChanges(before: unknown, after: unknown, field = ''): FieldChange[] {
  if (before === after) return [];
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, at) => fieldChanges(before[at], after[at], `${field}[${at}]`)).flat();
  }
  if (isPlain(before) && isPlain(after)) {
    return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
      fieldChanges(before[key], after[key], field === '' ? key : `${field}.${key}`),
    );
  }
  return [{ field, before, after }];
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
