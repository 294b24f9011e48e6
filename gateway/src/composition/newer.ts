/** Which of two compositions is the newer: what protects against being sent back to an older one, signed as it may be. */
import { decodeCursor } from '@tessera/live';
import type { SignedComposition } from '@tessera/contracts/signed';

type Age = Pick<SignedComposition, 'revision' | 'issued'>;

/** By position within one log. Positions of two logs say nothing about each other: there it is when they were signed. */
export function compareAge(a: Age, b: Age): number {
  const [first, second] = [decodeCursor(a.revision), decodeCursor(b.revision)];
  if (first !== undefined && first.epoch === second?.epoch) return first.position - second.position;
  return Date.parse(a.issued) - Date.parse(b.issued);
}
