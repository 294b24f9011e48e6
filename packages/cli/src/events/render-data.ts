/** An event's data as JSON for people; values that are sealed or erased say so instead of showing what is unreadable. */

export interface DataOptions {
  readonly pretty: boolean;
  /** What each line begins with. */
  readonly indent: string;
  readonly width?: number | undefined;
}

export function inspectData(data: unknown, { pretty, indent, width }: DataOptions): string {
  const text = JSON.stringify(veiled(data), null, pretty ? 2 : undefined) ?? 'null';
  const lines = text.split('\n').map((line) => `${indent}${line}`);
  if (pretty || width === undefined || lines[0]!.length <= width) return lines.join('\n');
  return `${lines[0]!.slice(0, Math.max(indent.length + 1, width - 1))}…`;
}

/** The same value with its sealed and erased parts replaced by a word. Never throws, whatever the shape. */
export function veiled(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(veiled);
  const word = veilOf(value);
  if (word !== undefined) return word;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, veiled(member)]));
}

/** How personal data stands in the log, and what is read where it was: docs of `personal` in service-kit. */
function veilOf(value: object): string | undefined {
  if ('$erased' in value) return '‹erased›';
  return '$sealed' in value ? '‹sealed›' : undefined;
}
