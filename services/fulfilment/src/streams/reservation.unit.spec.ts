import { emit, type Emitted } from '@tessera/service-kit';
import { describe, test } from 'vitest';
import { given } from '../../testing/given.ts';
import { fulfilment } from '../service.ts';

const orderId = 'A';
const order = {
  orderId,
  orderNumber: 'BW-7K3MQ9',
  customerId: 'ada',
  lines: [
    { sku: 'P', name: 'Part P', quantity: 2 },
    { sku: 'Q', name: 'Part Q', quantity: 3 },
  ],
};
const requested = emit('ReservationRequested', order);
const lineReserved = (sku: string) => emit('ReservationLineReserved', { orderId, sku });
const lineShort = (sku: string, wanted: number) =>
  emit('ReservationLineShort', { orderId, sku, requested: wanted, free: 1 });
const completed = emit('ReservationCompleted', order);
const cancelled = (...release: string[]) => emit('ReservationCancelled', { orderId, release });
const returned = (sku: string) => emit('ReservationLineReturned', { orderId, sku });
const refused = emit('ReservationRefused', {
  orderId,
  shortages: [{ sku: 'Q', name: 'Part Q', requested: 3, free: 1 }],
  release: ['P'],
});

const reservation = (...events: Emitted[]) => given(fulfilment, 'reservation', ...events);
const p = { orderId, sku: 'P' };
const q = { orderId, sku: 'Q' };
const qShort = { ...q, requested: 3, free: 1 };

describe('a reservation', () => {
  test('is requested once', () => {
    reservation().when('request', order).then(requested);
    reservation(requested).when('request', order).then();
  });

  test('asks for a product once, whatever the lines look like', () => {
    const [first, second] = order.lines;
    const twice = { ...order, lines: [first, second, { ...first, quantity: 5 }] };
    reservation()
      .when('request', twice)
      .then(emit('ReservationRequested', { ...order, lines: [{ sku: 'P', name: 'Part P', quantity: 7 }, second] }));
  });

  test('is complete when every line is reserved', () => {
    reservation(requested).when('lineReserved', p).then(lineReserved('P'));
    reservation(requested, lineReserved('P')).when('lineReserved', q).then(lineReserved('Q'), completed);
  });

  test('is refused once every line has answered and one was short; the others go back', () => {
    reservation(requested, lineReserved('P')).when('lineShort', qShort).then(lineShort('Q', 3), refused);
    reservation(requested).when('lineShort', qShort).then(lineShort('Q', 3));
    reservation(requested, lineShort('Q', 3)).when('lineReserved', p).then(lineReserved('P'), refused);
  });

  test('names everything that was short', () => {
    const shortages = [
      { sku: 'P', name: 'Part P', requested: 2, free: 1 },
      { sku: 'Q', name: 'Part Q', requested: 3, free: 1 },
    ];
    reservation(requested, lineShort('P', 2))
      .when('lineShort', qShort)
      .then(lineShort('Q', 3), emit('ReservationRefused', { orderId, shortages, release: [] }));
  });

  test('hears an answer once', () => {
    reservation(requested, lineReserved('P')).when('lineReserved', p).then();
    reservation(requested, lineShort('Q', 3)).when('lineShort', qShort).then();
  });
});

describe('calling a reservation off', () => {
  test('before it was requested leaves nothing to reserve', () => {
    reservation().when('cancel', { orderId }).then(cancelled());
    reservation(cancelled()).when('request', order).then();
  });

  test('while it is pending returns what was reserved by then', () => {
    reservation(requested).when('cancel', { orderId }).then(cancelled());
    reservation(requested, lineReserved('P')).when('cancel', { orderId }).then(cancelled('P'));
  });

  test('returns also what is reserved only after that, once', () => {
    reservation(requested, cancelled()).when('lineReserved', p).then(returned('P'));
    reservation(requested, cancelled(), returned('P')).when('lineReserved', p).then();
    reservation(requested, cancelled()).when('lineShort', qShort).then();
  });

  test('once it is complete asks the shipment', () => {
    const events = [requested, lineReserved('P'), lineReserved('Q'), completed];
    reservation(...events)
      .when('cancel', { orderId })
      .then(emit('ShipmentCancellationRequested', order));
  });

  test('after it has ended changes nothing', () => {
    reservation(requested, lineReserved('P'), lineShort('Q', 3), refused).when('cancel', { orderId }).then();
    reservation(requested, cancelled()).when('cancel', { orderId }).then();
  });
});
