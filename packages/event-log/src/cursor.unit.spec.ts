import { expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from './cursor.ts';

it('a cursor survives the round trip', () => {
  const cursor = { epoch: 'e1', position: 12345, generation: 'g_9' };
  expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
  expect(decodeCursor(encodeCursor({ epoch: 'e1', position: 0 }))).toEqual({ epoch: 'e1', position: 0 });
});

it('what was not written as a cursor is not read as one', () => {
  for (const text of ['', '12', 'a.b.c.d', 'é.1', 'e.zzzzzzzzzzzzzzz']) expect(decodeCursor(text)).toBeUndefined();
});
