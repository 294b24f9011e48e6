import type { TestEvent } from '@tessera/service-kit/testing';
import { describe, expect, test } from 'vitest';
import { at, fold, happened } from '../../testing/given.ts';
import { fulfilment } from '../service.ts';

const orderId = 'A';
const by = { id: 'cleo', name: 'Cleo Lindqvist' };
const lines = [{ sku: 'P', name: 'Part P', quantity: 2 }];
const created = happened('ShipmentCreated', { orderId, orderNumber: 'BW-7K3MQ9', customerId: 'ada', lines });
const picked = happened('ShipmentPicked', { orderId, by });
const dispatched = happened('ShipmentDispatched', {
  orderId,
  carrier: 'DHL',
  trackingCode: 'T1',
  parcels: 2,
  by,
  skus: ['P'],
});
const delivered = happened('ShipmentDelivered', { orderId, carrier: 'DHL', trackingCode: 'T1', by });
const cancelled = happened('ShipmentCancelled', { orderId, skus: ['P'] });

describe('the dispatch board', () => {
  const board = (...events: TestEvent[]) => fold(fulfilment, 'shipments', ...events)[orderId];

  test('shows a new shipment as to be picked', () => {
    expect(board(created)).toEqual({
      id: orderId,
      orderNumber: 'BW-7K3MQ9',
      customerId: 'ada',
      status: 'TO_PICK',
      lines,
      createdAt: at,
      updatedAt: at,
      carrier: null,
      trackingCode: null,
      parcels: null,
      version: 'test.1',
    });
  });

  test('follows it to the customer, and keeps it', () => {
    expect(board(created, picked)).toMatchObject({ status: 'PICKED', carrier: null });
    expect(board(created, picked, dispatched)).toMatchObject({
      status: 'DISPATCHED',
      carrier: 'DHL',
      trackingCode: 'T1',
      parcels: 2,
    });
    expect(board(created, picked, dispatched, delivered)).toMatchObject({ status: 'DELIVERED' });
    expect(board(created, cancelled)).toMatchObject({ status: 'CANCELLED' });
  });

  test('knows the newest version of a shipment also when only a cancellation was refused', () => {
    const refused = happened('ShipmentCancellationRefused', {
      orderId,
      reason: 'Gone.',
      status: 'DISPATCHED',
      carrier: 'DHL',
      trackingCode: 'T1',
    });
    expect(board(created, picked, dispatched, refused)).toMatchObject({
      status: 'DISPATCHED',
      version: 'test.4',
      updatedAt: at,
    });
  });
});

describe('the stock list', () => {
  const named = happened('catalog.ProductAdded', { sku: 'P', name: 'Part P' });
  const received = happened('StockReceived', { sku: 'P', quantity: 21, by, onHand: 21, reserved: 0 });
  const reserved = happened('StockReserved', { sku: 'P', orderId, quantity: 5, onHand: 21, reserved: 5 });
  const issued = happened('StockIssued', { sku: 'P', orderId, quantity: 5, onHand: 16, reserved: 0 });
  const list = (...events: TestEvent[]) => fold(fulfilment, 'stock', ...events)['P'];

  test('shows a product from the moment the catalog names it', () => {
    expect(list(named)).toMatchObject({ sku: 'P', name: 'Part P', onHand: 0, reserved: 0, free: 0, reorderAt: 0 });
  });

  test('follows what is on hand, promised and free', () => {
    expect(list(named, received)).toMatchObject({ onHand: 21, reserved: 0, free: 21 });
    expect(list(named, received, reserved)).toMatchObject({ onHand: 21, reserved: 5, free: 16 });
    expect(list(named, received, reserved, issued)).toMatchObject({ onHand: 16, reserved: 0, free: 16 });
  });

  test('says to reorder at a fifth of what the last delivery filled it to', () => {
    expect(list(named, received, reserved)).toMatchObject({ reorderAt: 5 });
  });

  test('takes the name whenever it comes', () => {
    expect(list(received)).toMatchObject({ name: 'P', onHand: 21 });
    expect(list(received, named)).toMatchObject({ name: 'Part P', onHand: 21 });
  });
});
