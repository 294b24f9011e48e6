/** The rule every engine applies to an append, inside whatever makes it atomic there. */
import type { AppendResult, Expect, Position } from '../port.ts';

/** The conflict, or undefined when the stream's version is what the append expects. */
export function findConflict(expect: Expect, actual: Position): (AppendResult & { ok: false }) | undefined {
  if (expect === 'any') return undefined;
  const expected = expect === 'none' ? 0 : expect;
  return expected === actual ? undefined : { ok: false, conflict: { expected: expect, actual } };
}
