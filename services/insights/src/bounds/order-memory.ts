/**
 * What a fold remembers of each order until it needs it again: an event such as `OrderRefused` names its order and
 * nothing else.
 *
 * Invariant: at most `capacity` orders, the newest; they stand in a ring of slots, and a new order takes the slot of the
 * one that came `capacity` orders before it. So the memory is bounded whatever happens, without clock or randomness.
 */
import { ownKey, type OwnDocument, type OwnDocuments } from './own-documents.ts';

interface RememberedOrder<Facts> extends OwnDocument {
  readonly own: 'order';
  readonly facts: Facts;
}

interface Slot extends OwnDocument {
  readonly own: 'slot';
  readonly orderId: string;
}

interface Ring extends OwnDocument {
  readonly own: 'ring';
  readonly next: number;
}

export type MemoryDocument<Facts> = RememberedOrder<Facts> | Slot | Ring;

export interface OrderMemory<Facts> {
  /** Answers what it knew of the order that had to make room, if it still knew it. */
  remember(docs: OwnDocuments, orderId: string, facts: Facts): Facts | undefined;
  recall(docs: OwnDocuments, orderId: string): Facts | undefined;
  /** Recalls for the last time. */
  forget(docs: OwnDocuments, orderId: string): Facts | undefined;
}

export function createOrderMemory<Facts>(capacity: number): OrderMemory<Facts> {
  const orderKey = (orderId: string) => ownKey('order', orderId);
  const ringKey = ownKey('ring', 'next');

  function recall(docs: OwnDocuments, orderId: string): Facts | undefined {
    return (docs.get(orderKey(orderId)) as RememberedOrder<Facts> | undefined)?.facts;
  }

  function forget(docs: OwnDocuments, orderId: string): Facts | undefined {
    const facts = recall(docs, orderId);
    if (facts !== undefined) docs.remove(orderKey(orderId));
    return facts;
  }

  return {
    recall,
    forget,
    remember(docs, orderId, facts) {
      const next = (docs.get(ringKey) as Ring | undefined)?.next ?? 0;
      const slotKey = ownKey('slot', String(next));
      const before = docs.get(slotKey) as Slot | undefined;
      const displaced = before === undefined ? undefined : forget(docs, before.orderId);
      put<Facts>(docs, slotKey, { own: 'slot', orderId });
      put<Facts>(docs, orderKey(orderId), { own: 'order', facts });
      put<Facts>(docs, ringKey, { own: 'ring', next: (next + 1) % capacity });
      return displaced;
    },
  };
}

function put<Facts>(docs: OwnDocuments, key: string, doc: MemoryDocument<Facts>): void {
  docs.put(key, doc);
}
