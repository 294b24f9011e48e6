import { emit, type CommandDefinition, type Emitted, type Occurrence, type User } from '@tessera/service-kit';
import { describe, expect, test } from 'vitest';
import { given } from '../../testing/given.ts';
import { fulfilment } from '../service.ts';
import type { StockState } from './stock.ts';

const cleo: User = { id: 'cleo', name: 'Cleo Lindqvist', roles: ['warehouse'] };
const ada: User = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };
const sku = 'VLV-BAL-25';
const by = { id: 'cleo', name: 'Cleo Lindqvist' };

const stock = (...events: Emitted[]) => given(fulfilment, 'stock', ...events);
const received = (quantity: number, onHand = quantity, reserved = 0) =>
  emit('StockReceived', { sku, quantity, by, onHand, reserved });
const reserved = (orderId: string, quantity: number, levels: { onHand: number; reserved: number }) =>
  emit('StockReserved', { sku, orderId, quantity, ...levels });

describe('receiving stock', () => {
  test('adds to what is on hand', () => {
    stock(received(10)).when('receive', { sku, quantity: 5, known: true }, cleo).then(received(5, 15));
  });

  test.each([0, -3, 1.5, 1_000_001])('of a quantity of %d is refused', (quantity) => {
    stock().when('receive', { sku, quantity, known: true }, cleo).rejects('INVALID_QUANTITY', 'quantity');
  });

  test('beyond what levels can hold is refused', () => {
    stock(received(999_999_999))
      .when('receive', { sku, quantity: 2, known: true }, cleo)
      .rejects('INVALID_QUANTITY', 'quantity');
  });

  test('of a product the catalog does not have is refused', () => {
    stock().when('receive', { sku: 'NOPE', quantity: 1, known: false }, cleo).rejects('UNKNOWN_PRODUCT', 'sku');
  });

  test.each([
    ['a customer', ada],
    ['nobody', null],
  ])('by %s is refused', (_, user) => {
    stock().when('receive', { sku, quantity: 1, known: true }, user).rejects('FORBIDDEN');
  });
});

describe('reserving stock', () => {
  test('promises it to the order', () => {
    stock(received(10))
      .when('reserve', { sku, orderId: 'A', quantity: 4 })
      .then(reserved('A', 4, { onHand: 10, reserved: 4 }));
  });

  test('takes the last piece', () => {
    stock(received(4))
      .when('reserve', { sku, orderId: 'A', quantity: 4 })
      .then(reserved('A', 4, { onHand: 4, reserved: 4 }));
  });

  test('says how much there was when it is not enough, and promises nothing', () => {
    stock(received(10), reserved('A', 7, { onHand: 10, reserved: 7 }))
      .when('reserve', { sku, orderId: 'B', quantity: 4 })
      .then(emit('StockShort', { sku, orderId: 'B', requested: 4, free: 3 }));
  });

  test('of a product that was never received is short', () => {
    stock()
      .when('reserve', { sku, orderId: 'A', quantity: 1 })
      .then(emit('StockShort', { sku, orderId: 'A', requested: 1, free: 0 }));
  });

  test('twice for one order happens once', () => {
    stock(received(10), reserved('A', 7, { onHand: 10, reserved: 7 }))
      .when('reserve', { sku, orderId: 'A', quantity: 7 })
      .then();
  });

  test('is not confused by orders named like what every object has', () => {
    stock(received(10))
      .when('reserve', { sku, orderId: 'constructor', quantity: 4 })
      .then(reserved('constructor', 4, { onHand: 10, reserved: 4 }));
  });
});

describe('what was promised', () => {
  const promised = [received(10), reserved('A', 4, { onHand: 10, reserved: 4 })];

  test('is free again when it is released', () => {
    stock(...promised)
      .when('release', { sku, orderId: 'A' })
      .then(emit('StockReleased', { sku, orderId: 'A', quantity: 4, onHand: 10, reserved: 0 }));
  });

  test('leaves the building when it is issued', () => {
    stock(...promised)
      .when('issue', { sku, orderId: 'A' })
      .then(emit('StockIssued', { sku, orderId: 'A', quantity: 4, onHand: 6, reserved: 0 }));
  });

  test.each(['release', 'issue'])('is settled once: a second %s changes nothing', (command) => {
    const settled = emit('StockReleased', { sku, orderId: 'A', quantity: 4, onHand: 10, reserved: 0 });
    stock(...promised, settled)
      .when(command, { sku, orderId: 'A' })
      .then();
    stock(...promised)
      .when(command, { sku, orderId: 'B' })
      .then();
  });
});

describe('whatever is asked of it', () => {
  const seeds = Array.from({ length: 100 }, (_, i) => i + 1);

  test.each(seeds)('stock is never promised twice nor negative (seed %i)', (seed) => {
    const definition = fulfilment.streams['stock'];
    if (definition === undefined) throw new Error('fulfilment has no stream "stock".');
    const random = mulberry32(seed);
    const upTo = (n: number) => 1 + Math.floor(random() * n);
    const ctx = { now: () => '', newId: (prefix: string) => prefix, random, user: cleo };
    let state = definition.initial as StockState;
    let receivedInAll = 0;
    let issuedInAll = 0;

    for (let i = 0; i < 200; i++) {
      const name = ['receive', 'reserve', 'reserve', 'release', 'issue'][upTo(5) - 1] ?? 'receive';
      const input = { sku, orderId: `o${upTo(12)}`, quantity: upTo(9), known: true };
      const command = definition.decide[name] as CommandDefinition;
      const free = state.onHand - state.reserved;
      const decision = command.decide(state, command.input.parse(input), ctx);
      if ('problem' in decision) throw new Error(decision.problem.message);
      for (const { type, data } of decision) {
        const { quantity = 0 } = data as { quantity?: number };
        if (type === 'StockReceived') receivedInAll += quantity;
        if (type === 'StockIssued') issuedInAll += quantity;
        if (type === 'StockShort') expect(free).toBeLessThan(input.quantity);
        state = (definition.evolve[type]?.(state, { ...nothingElse, type, data: data as Occurrence['data'] }) ??
          state) as StockState;
      }
      const promised = Object.values(state.promised).reduce((sum, quantity) => sum + quantity, 0);
      const sound = state.reserved >= 0 && state.reserved <= state.onHand && state.reserved === promised;
      if (!sound) expect.fail(`seed ${seed}, step ${i} (${name}): ${JSON.stringify(state)}`);
      expect(state.onHand).toBe(receivedInAll - issuedInAll);
    }
  });
});

/** What `evolve` never looks at. */
const nothingElse = { position: 1, time: '', id: '1-0', stream: '', streamId: '', version: '' };

/** A small seeded generator, so that a failing sequence can be run again. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
