import { emit, type Emitted, type User } from '@tessera/service-kit';
import { describe, expect, test } from 'vitest';
import { given } from '../../testing/given.ts';
import { fulfilment } from '../service.ts';

const cleo: User = { id: 'cleo', name: 'Cleo Lindqvist', roles: ['warehouse'] };
const dana: User = { id: 'dana', name: 'Dana Reyes', roles: ['staff'] };
const ada: User = { id: 'ada', name: 'Ada Marsh', roles: ['customer'] };
const by = { id: 'cleo', name: 'Cleo Lindqvist' };
const orderId = 'A';
const id = orderId;
const order = {
  orderId,
  orderNumber: 'BW-7K3MQ9',
  customerId: 'ada',
  lines: [{ sku: 'P', name: 'Part P', quantity: 2 }],
};
const sent = { orderId, carrier: 'DHL', trackingCode: 'T1' };

const created = emit('ShipmentCreated', order);
const picked = emit('ShipmentPicked', { orderId, by });
const dispatched = emit('ShipmentDispatched', { ...sent, parcels: 1, by, skus: ['P'] });
const delivered = emit('ShipmentDelivered', { ...sent, by });
const cancelled = emit('ShipmentCancelled', { orderId, skus: ['P'] });

const history = {
  TO_PICK: [created],
  PICKED: [created, picked],
  DISPATCHED: [created, picked, dispatched],
  DELIVERED: [created, picked, dispatched, delivered],
  CANCELLED: [created, cancelled],
};
type Status = keyof typeof history;

const shipment = (...events: Emitted[]) => given(fulfilment, 'shipment', ...events);
const commands = {
  pick: { id },
  dispatch: { id, carrier: 'DHL', trackingCode: 'T1' },
  deliver: { id },
};
type Command = keyof typeof commands;

describe('a shipment', () => {
  test('is created once', () => {
    shipment().when('create', order).then(created);
    shipment(created).when('create', order).then();
  });

  test('is picked, dispatched, delivered', () => {
    shipment(...history.TO_PICK)
      .when('pick', commands.pick, cleo)
      .then(picked);
    shipment(...history.PICKED)
      .when('dispatch', commands.dispatch, cleo)
      .then(dispatched);
    shipment(...history.DISPATCHED)
      .when('deliver', commands.deliver, cleo)
      .then(delivered);
  });

  test('is moved by staff as well', () => {
    shipment(created)
      .when('pick', { id }, dana)
      .then(emit('ShipmentPicked', { orderId, by: { id: 'dana', name: 'Dana Reyes' } }));
  });

  const needed: Record<Command, Status> = { pick: 'TO_PICK', dispatch: 'PICKED', deliver: 'DISPATCHED' };
  const wrong = (Object.keys(commands) as Command[]).flatMap((command) =>
    (Object.keys(history) as Status[])
      .filter((status) => status !== needed[command])
      .map((status) => [command, status] as const),
  );
  test.each(wrong)('refuses to %s when it is %s, and names the order', (command, status) => {
    expect(
      shipment(...history[status])
        .when(command, commands[command], cleo)
        .rejects('WRONG_STATE'),
    ).toContain('BW-7K3MQ9');
  });

  test.each(Object.keys(commands) as Command[])('refuses to %s what was never created', (command) => {
    shipment().when(command, commands[command], cleo).rejects('UNKNOWN_SHIPMENT', 'id');
  });

  test.each(Object.keys(commands) as Command[])('is not for customers to %s', (command) => {
    shipment(...history[needed[command]])
      .when(command, commands[command], ada)
      .rejects('FORBIDDEN');
    shipment(...history[needed[command]])
      .when(command, commands[command])
      .rejects('FORBIDDEN');
  });
});

describe('dispatching', () => {
  const dispatching = (input: object) =>
    shipment(...history.PICKED).when('dispatch', { ...commands.dispatch, ...input }, cleo);

  test.each(['', '   ', 'x'.repeat(81)])('needs a carrier (%j is none)', (carrier) => {
    dispatching({ carrier }).rejects('INVALID_CARRIER', 'carrier');
  });

  test.each([null, '  '])('makes up a tracking code when there is none (%j)', (trackingCode) => {
    dispatching({ trackingCode }).then({ ...dispatched, data: { ...dispatched.data, trackingCode: 'BWT_1' } });
  });

  test('leaves in as many parcels as is said, within reason', () => {
    dispatching({ parcels: 3 }).then({ ...dispatched, data: { ...dispatched.data, parcels: 3 } });
    dispatching({ parcels: 0 }).rejects('INVALID_PARCELS', 'parcels');
  });

  test('refuses a tracking code that nobody could print', () => {
    dispatching({ trackingCode: 'x'.repeat(81) }).rejects('INVALID_TRACKING_CODE', 'trackingCode');
  });
});

describe('calling a shipment off', () => {
  test.each(['TO_PICK', 'PICKED'] as const)('stops it while it is %s', (status) => {
    shipment(...history[status])
      .when('cancel', order)
      .then(cancelled);
  });

  test('before it was created leaves it created and cancelled', () => {
    shipment().when('cancel', order).then(created, cancelled);
    shipment(created, cancelled).when('create', order).then();
  });

  test.each(['DISPATCHED', 'DELIVERED'] as const)('is refused once it is %s', (status) => {
    const reason =
      status === 'DISPATCHED'
        ? 'It was too late to cancel: the shipment had left with DHL (T1). Arrange a return instead.'
        : 'It was too late to cancel: the shipment had been delivered. Arrange a return instead.';
    shipment(...history[status])
      .when('cancel', order)
      .then(emit('ShipmentCancellationRefused', { ...sent, reason, status }));
  });

  test('twice changes nothing', () =>
    shipment(...history.CANCELLED)
      .when('cancel', order)
      .then());
});

describe('goods that are held for too long', () => {
  const expiry = { orderId: order.orderId, heldForHours: 48 };

  test('go back on sale, and the customer is told why', () => {
    const reason =
      'It was not picked within 48 hours, so its goods went back on sale. Order again if you still need them.';
    shipment(...history.TO_PICK)
      .when('expire', expiry)
      .then(emit('ShipmentExpired', { orderId: order.orderId, reason }), cancelled);
  });

  test.each(['PICKED', 'DISPATCHED', 'DELIVERED', 'CANCELLED'] as const)(
    'stay where they are once it is %s',
    (status) =>
      shipment(...history[status])
        .when('expire', expiry)
        .then(),
  );
});
