/** The fulfilment app in a real browser, without any back end. */
import '@tessera/shared-ui/styles.css';
import { liveOperation, operation, renderApp, staff } from '@tessera/app-kit/testing';
import { beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import {
  FulfilmentDispatchShipmentDocument,
  FulfilmentPickShipmentDocument,
  FulfilmentReceiveStockDocument,
  FulfilmentShipmentBoardDocument,
  FulfilmentShipmentDocument,
  FulfilmentStockListDocument,
  type FulfilmentShipmentBoardSubscription,
  type FulfilmentStockListSubscription,
} from '#graphql';
import app from './app.ts';

// List and panel beside each other, as on a desk.
beforeEach(() => page.viewport(1280, 800));

type Shipment = FulfilmentShipmentBoardSubscription['shipmentBoard'][number];
type StockItem = FulfilmentStockListSubscription['stockList'][number];

const shipment = (change: Partial<Shipment> = {}): Shipment => ({
  __typename: 'Shipment',
  id: 'o-1',
  orderNumber: 'BW-7K3MQ9',
  status: 'TO_PICK',
  lines: [{ __typename: 'ShipmentLine', sku: 'VLV-BAL-40', name: 'Ball valve, DN 40', quantity: 2 }],
  createdAt: '2026-11-23T08:00:00.000Z',
  updatedAt: '2026-11-23T08:00:01.000Z',
  carrier: null,
  trackingCode: null,
  version: 'v1',
  ...change,
});

const item = (change: Partial<StockItem> = {}): StockItem => ({
  __typename: 'StockItem',
  sku: 'VLV-BAL-40',
  name: 'Ball valve, DN 40',
  onHand: 20,
  reserved: 2,
  free: 18,
  reorderAt: 5,
  updatedAt: '2026-11-23T08:00:01.000Z',
  version: 'v1',
  ...change,
});

const accepted = (next: Shipment) => ({
  __typename: 'ShipmentResult' as const,
  shipment: {
    __typename: 'Shipment' as const,
    id: next.id,
    status: next.status,
    updatedAt: next.updatedAt,
    carrier: next.carrier,
    trackingCode: next.trackingCode,
    version: next.version,
  },
  position: 'e.2',
  problem: null,
});

it('an order that is confirmed elsewhere appears on the board by itself', async () => {
  const board = liveOperation(FulfilmentShipmentBoardDocument);
  await renderApp(app, { path: '/fulfilment', live: [board] });
  await expect.element(page.getByText('Confirmed orders arrive here.')).toBeVisible();
  board.push(shipment());
  await expect.element(page.getByRole('article', { name: 'BW-7K3MQ9' })).toBeVisible();
});

it('picking asks with what was seen, and the card moves when the stream says so', async () => {
  const board = liveOperation(FulfilmentShipmentBoardDocument, [shipment()]);
  const pick = operation(FulfilmentPickShipmentDocument, () => ({
    pickShipment: accepted(shipment({ status: 'PICKED', version: 'v2' })),
  }));
  await renderApp(app, { path: '/fulfilment', operations: [pick], live: [board] });
  await page.getByRole('button', { name: 'Pick' }).click();
  await expect
    .poll(() => pick.calls.map(({ variables }) => variables.input))
    .toMatchObject([{ id: 'o-1', basedOn: 'v1' }]);
  board.push(shipment({ status: 'PICKED', version: 'v2' }));
  await expect.element(page.getByRole('region', { name: /^Picked/ }).getByText('BW-7K3MQ9')).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'Dispatch' })).toBeVisible();
});

it('a shipment outlives its customer: it is picked as ever, for nobody by name', async () => {
  const order = {
    __typename: 'Order' as const,
    id: 'o-1',
    number: 'BW-7K3MQ9',
    status: 'CONFIRMED' as const,
    customer: { __typename: 'Customer' as const, id: 'ada', name: null },
    placedAt: '2026-11-23T08:00:00.000Z',
    note: null,
  };
  const shown = operation(FulfilmentShipmentDocument, () => ({ shipment: { ...shipment(), order } }));
  const board = liveOperation(FulfilmentShipmentBoardDocument, [shipment()]);
  await renderApp(app, { path: '/fulfilment/shipments/o-1', operations: [shown], live: [board] });
  await expect.element(page.getByText('Erased customer')).toBeVisible();
});

it('a step somebody else took meanwhile is said, not repeated', async () => {
  const board = liveOperation(FulfilmentShipmentBoardDocument, [shipment()]);
  const pick = operation(FulfilmentPickShipmentDocument, () => ({
    pickShipment: {
      __typename: 'ShipmentResult',
      shipment: null,
      position: null,
      problem: { __typename: 'Problem', code: 'STALE', message: 'It changed meanwhile.', field: null },
    },
  }));
  const { notifications } = await renderApp(app, { path: '/fulfilment', operations: [pick], live: [board] });
  await page.getByRole('button', { name: 'Pick' }).click();
  await expect.poll(() => notifications.map(({ message }) => message)).toEqual(['BW-7K3MQ9: It changed meanwhile.']);
});

it('the panel dispatches with a carrier, and works without orders', async () => {
  const picked = shipment({ status: 'PICKED', version: 'v2' });
  const board = liveOperation(FulfilmentShipmentBoardDocument, [picked]);
  const shown = operation(FulfilmentShipmentDocument, () => ({ shipment: { ...picked, order: null } }));
  const dispatch = operation(FulfilmentDispatchShipmentDocument, () => ({
    dispatchShipment: accepted(shipment({ status: 'DISPATCHED', version: 'v3' })),
  }));
  await renderApp(app, { path: '/fulfilment/shipments/o-1', operations: [shown, dispatch], live: [board] });
  await expect.element(page.getByText(/Orders did not say more/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Carrier' }).fill('Harbour Freight');
  await page.getByRole('complementary').getByRole('button', { name: 'Dispatch' }).click();
  await expect
    .poll(() => dispatch.calls.map(({ variables }) => variables.input))
    .toMatchObject([{ carrier: 'Harbour Freight', basedOn: 'v2' }]);
});

it('stock shows what runs low, live, and books a delivery', async () => {
  const stock = liveOperation(FulfilmentStockListDocument, [item(), item({ sku: 'PMP-1', name: 'Pump', free: 3 })]);
  const receive = operation(FulfilmentReceiveStockDocument, () => ({
    receiveStock: { __typename: 'StockResult', item: null, position: 'e.2', problem: null },
  }));
  await renderApp(app, { path: '/fulfilment/stock?level=low', user: staff, operations: [receive], live: [stock] });
  await expect.element(page.getByText('Pump', { exact: true })).toBeVisible();
  await expect.element(page.getByText('Ball valve, DN 40')).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'Receive Pump' }).click();
  await page.getByRole('textbox', { name: 'Quantity' }).fill('0');
  await page.getByRole('dialog').getByRole('button', { name: 'Receive' }).click();
  await expect.element(page.getByText(/from 1 to 1,000,000/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Quantity' }).fill('40');
  await page.getByRole('dialog').getByRole('button', { name: 'Receive' }).click();
  await expect
    .poll(() => receive.calls.map(({ variables }) => variables.input))
    .toMatchObject([{ sku: 'PMP-1', quantity: 40 }]);
});
