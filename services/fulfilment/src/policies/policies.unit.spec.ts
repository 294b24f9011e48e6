import { send } from '@tessera/service-kit';
import { firing, react, reacting } from '@tessera/service-kit/testing';
import { describe, expect, test } from 'vitest';
import { happened } from '../../testing/given.ts';
import { fulfilment } from '../service.ts';

const orderId = 'A';
const lines = [
  { sku: 'P', name: 'Part P', quantity: 2 },
  { sku: 'Q', name: 'Part Q', quantity: 3 },
];
const order = { orderId, orderNumber: 'BW-7K3MQ9', customerId: 'ada', lines };
const by = { id: 'cleo', name: 'Cleo Lindqvist' };
const shortages = [{ sku: 'Q', name: 'Part Q', requested: 3, free: 1 }];
const reaction = (policy: string, type: string, data: object) => react(fulfilment, policy, happened(type, data));
const releases = (...skus: string[]) => skus.map((sku) => send('stock', sku, 'release', { sku, orderId }));

describe('reserving', () => {
  test('a placed order is requested, with what fulfilment needs of it', () => {
    const placed = {
      orderId,
      number: 'BW-7K3MQ9',
      customer: { id: 'ada', name: 'Ada Marsh' },
      lines: lines.map((line, i) => ({ line: i + 1, ...line, unitPrice: 100, amount: 100 })),
      total: 500,
    };
    expect(reaction('requestReservation', 'orders.OrderPlaced', placed)).toEqual([
      send('reservation', orderId, 'request', order),
    ]);
  });

  test('each line asks the stock of its product', () => {
    expect(reaction('reserveLines', 'ReservationRequested', order)).toEqual([
      send('stock', 'P', 'reserve', { sku: 'P', orderId, quantity: 2 }),
      send('stock', 'Q', 'reserve', { sku: 'Q', orderId, quantity: 3 }),
    ]);
  });

  test('both answers are noted', () => {
    expect(
      reaction('noteReserved', 'StockReserved', { orderId, sku: 'P', quantity: 2, onHand: 5, reserved: 2 }),
    ).toEqual([send('reservation', orderId, 'lineReserved', { orderId, sku: 'P' })]);
    const short = { orderId, sku: 'Q', requested: 3, free: 1 };
    expect(reaction('noteShort', 'StockShort', short)).toEqual([send('reservation', orderId, 'lineShort', short)]);
  });
});

describe('shipping', () => {
  test('a complete reservation becomes a shipment', () => {
    expect(reaction('createShipment', 'ReservationCompleted', order)).toEqual([
      send('shipment', orderId, 'create', order),
    ]);
  });

  test('what was dispatched is issued', () => {
    expect(
      reaction('issueStock', 'ShipmentDispatched', {
        orderId,
        carrier: 'DHL',
        trackingCode: 'T1',
        parcels: 1,
        by,
        skus: ['P', 'Q'],
      }),
    ).toEqual(['P', 'Q'].map((sku) => send('stock', sku, 'issue', { sku, orderId })));
  });
});

describe('calling off', () => {
  test('asks the reservation first, then the shipment', () => {
    expect(reaction('cancelReservation', 'orders.OrderCancellationRequested', { orderId })).toEqual([
      send('reservation', orderId, 'cancel', { orderId }),
    ]);
    expect(reaction('cancelShipment', 'ShipmentCancellationRequested', order)).toEqual([
      send('shipment', orderId, 'cancel', order),
    ]);
  });

  test.each([
    ['releaseRefused', 'ReservationRefused', { orderId, shortages, release: ['P'] }, releases('P')],
    ['releaseCancelled', 'ReservationCancelled', { orderId, release: ['P', 'Q'] }, releases('P', 'Q')],
    ['releaseCancelled', 'ReservationCancelled', { orderId, release: [] }, []],
    ['releaseLate', 'ReservationLineReturned', { orderId, sku: 'Q' }, releases('Q')],
    ['releaseShipment', 'ShipmentCancelled', { orderId, skus: ['P', 'Q'] }, releases('P', 'Q')],
  ])('%s: after %s %j the stock goes back', (policy, type, data, expected) => {
    expect(reaction(policy, type, data)).toEqual(expected);
  });
});

describe('goods that are held', () => {
  const at = '2026-11-23T08:00:00.000Z';

  test('are held until they are picked, cancelled, or 48 hours have passed', () => {
    const created = reacting(fulfilment, { type: 'ShipmentCreated', data: order, time: at });
    created.schedules('holdExpiry', 'A', '2026-11-25T08:00:00.000Z');
    reacting(fulfilment, happened('ShipmentPicked', { orderId, by })).unschedules('holdExpiry', 'A');
    const cancelled = reacting(fulfilment, happened('ShipmentCancelled', { orderId, skus: ['P', 'Q'] }));
    cancelled.unschedules('holdExpiry', 'A').sends(...releases('P', 'Q'));
  });

  test('expire then', () => {
    firing(fulfilment, 'holdExpiry', { key: orderId }).sends(
      send('shipment', orderId, 'expire', { orderId, heldForHours: 48 }),
    );
  });
});
