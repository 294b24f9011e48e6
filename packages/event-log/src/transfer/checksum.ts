/**
 * Each line's checksum covers its content and the checksum before it: a line that is altered, left out, doubled or
 * moved is noticed where it happened.
 */
import { createHash } from 'node:crypto';

export interface Chain {
  /** The checksum of the next line. */
  next(line: object): string;
}

export function createChain(): Chain {
  let last = '';
  return {
    next(line) {
      last = createHash('sha256').update(last).update(canonical(line)).digest('hex');
      return last;
    },
  };
}

/** JSON with sorted keys: the same text for the same content, whoever wrote the file. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`);
  return `{${members.join(',')}}`;
}
