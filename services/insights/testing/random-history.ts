/** A believable history of a few days made from a seed: orders that come, move on, fail; stock that rises and falls. */
import type { TestEvent } from '@tessera/service-kit/testing';
import { order, placed, shipped, short, stock, type Line } from './history.ts';

interface Open {
  readonly orderId: string;
  readonly stage: number;
}

/** A small generator (mulberry32), in [0, 1). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const start = Date.parse('2026-11-20T06:00:00.000Z');

export function randomHistory(seed: number, steps: number, meanGapMs: number): TestEvent[] {
  const random = seeded(seed);
  const below = (limit: number) => Math.floor(random() * limit);
  const events: TestEvent[] = [];
  const open: Open[] = [];
  const levels = new Map<string, { onHand: number; reserved: number }>();
  let clock = start;
  let orders = 0;
  // Clocks of several machines: each event's time may lie up to two minutes before the one recorded before it.
  const now = () => new Date(clock - below(120_000)).toISOString();

  const place = () => {
    const orderId = `o-${++orders}`;
    const lines: Line[] = Array.from({ length: 1 + below(3) }, () => {
      const quantity = 1 + below(9);
      return { sku: `P-${below(40)}`, quantity, amount: quantity * (100 + below(5_000)) };
    });
    events.push(placed(now(), orderId, lines, below(12) === 0 ? 'SEK' : 'EUR'));
    open.push({ orderId, stage: 0 });
  };

  const moveOn = () => {
    const [chosen] = open.splice(below(open.length), 1);
    if (chosen === undefined) return;
    const { orderId, stage } = chosen;
    const ends = below(8) === 0 && stage < 3;
    if (ends) events.push(order(stage === 0 ? 'Refused' : 'Cancelled', now(), orderId));
    else if (stage === 2) events.push(shipped(now(), orderId), order('Dispatched', now(), orderId));
    else events.push(order((['Confirmed', 'Picked', 'Dispatched', 'Completed'] as const)[stage]!, now(), orderId));
    if (!ends && stage < 3) open.push({ orderId, stage: stage + 1 });
  };

  const moveStock = () => {
    const sku = `P-${below(40)}`;
    const { onHand, reserved } = levels.get(sku) ?? { onHand: 0, reserved: 0 };
    const free = onHand - reserved;
    const set = (step: 'Received' | 'Reserved' | 'Released' | 'Issued', next: { onHand: number; reserved: number }) => {
      levels.set(sku, next);
      events.push(stock(step, now(), sku, next.onHand, next.reserved));
    };
    const kind = below(5);
    if (kind === 0) set('Received', { onHand: onHand + 1 + below(6), reserved });
    else if (kind === 1 && reserved > 0) set('Released', { onHand, reserved: reserved - 1 });
    else if (kind === 2 && reserved > 0) set('Issued', { onHand: onHand - 1, reserved: reserved - 1 });
    else if (free === 0) events.push(short(now(), sku, 1 + below(5)));
    else set('Reserved', { onHand, reserved: reserved + 1 + below(free) });
  };

  for (let step = 0; step < steps; step++) {
    clock += below(2 * meanGapMs);
    [place, moveOn, moveOn, moveStock][below(4)]?.();
  }
  return events;
}
