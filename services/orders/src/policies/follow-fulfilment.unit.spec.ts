import { send } from '@tessera/service-kit';
import { react } from '@tessera/service-kit/testing';
import { expect, test } from 'vitest';
import { happened } from '../../testing/given.ts';
import { orders } from '../service.ts';

const orderId = 'o-1';
const by = { id: 'cleo', name: 'Cleo Lindqvist' };
const shipped = { carrier: 'DHL', trackingCode: 'T1', by };
const shortages = [
  { sku: 'A', name: 'Part A', requested: 5, free: 2 },
  { sku: 'B', name: 'Part B', requested: 1, free: 0 },
];

test.each([
  ['confirm', 'ReservationCompleted', {}, 'confirm', {}],
  [
    'refuse',
    'ReservationRefused',
    { shortages },
    'refuse',
    { reason: 'Not enough stock: 5 × Part A (A) ordered, 2 free; 1 × Part B (B) ordered, none free.' },
  ],
  ['markPicked', 'ShipmentPicked', { by }, 'markPicked', { by }],
  ['markDispatched', 'ShipmentDispatched', shipped, 'markDispatched', shipped],
  ['complete', 'ShipmentDelivered', shipped, 'complete', shipped],
  ['reservationCancelled', 'ReservationCancelled', {}, 'cancelled', {}],
  ['lapse', 'ShipmentExpired', { reason: 'Too long.' }, 'lapse', { reason: 'Too long.' }],
  ['shipmentCancelled', 'ShipmentCancelled', {}, 'cancelled', {}],
  [
    'cancellationRefused',
    'ShipmentCancellationRefused',
    { reason: 'Gone.', status: 'DELIVERED', carrier: 'DHL', trackingCode: 'T1' },
    'cancellationRefused',
    { reason: 'Gone.', stage: 'COMPLETED', carrier: 'DHL', trackingCode: 'T1' },
  ],
])('%s: fulfilment.%s is told to the order', (policy, type, data, command, input) => {
  const event = happened(`fulfilment.${type}`, { orderId, ...data });
  expect(react(orders, policy, event)).toEqual([send('order', orderId, command, input)]);
});
