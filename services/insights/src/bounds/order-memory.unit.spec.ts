import { expect, test } from 'vitest';
import { createOrderMemory } from './order-memory.ts';
import type { OwnDocument } from './own-documents.ts';

function memory(capacity: number) {
  const docs = new Map<string, OwnDocument>();
  const orders = createOrderMemory<string>(capacity);
  const own = {
    get: (key: string) => docs.get(key),
    put: (key: string, doc: OwnDocument) => void docs.set(key, doc),
    remove: (key: string) => void docs.delete(key),
  };
  return {
    docs,
    remember: (id: string) => orders.remember(own, id, `facts of ${id}`),
    recall: (id: string) => orders.recall(own, id),
    forget: (id: string) => orders.forget(own, id),
  };
}

test('the oldest makes room, and is handed back', () => {
  const { remember, recall } = memory(2);
  expect(['a', 'b', 'c', 'd'].map(remember)).toEqual([undefined, undefined, 'facts of a', 'facts of b']);
  expect(['a', 'b', 'c', 'd'].map(recall)).toEqual([undefined, undefined, 'facts of c', 'facts of d']);
});

test('what was forgotten is not handed back when its place is taken', () => {
  const { remember, forget } = memory(2);
  remember('a');
  remember('b');
  expect(forget('a')).toBe('facts of a');
  expect(forget('a')).toBeUndefined();
  expect(remember('c')).toBeUndefined();
  expect(remember('d')).toBe('facts of b');
});

test('never holds more than its capacity', () => {
  const { docs, remember } = memory(3);
  for (let n = 0; n < 50; n++) {
    remember(`o-${n}`);
    expect(docs.size).toBeLessThanOrEqual(2 * 3 + 1);
  }
});
