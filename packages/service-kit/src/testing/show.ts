/** A value for a message: one line when it is short, indented when it is not. */
export function show(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return 'no events';
  const short = JSON.stringify(value);
  return short.length <= 100 ? short : JSON.stringify(value, undefined, 2);
}
