/** Scenarios are history: every event must be one its service could have recorded, and services must agree with each other. */
import { fold, type TestEvent } from '@tessera/service-kit/testing';
import { describe, expect, test } from 'vitest';
import { scenarios as catalogScenarios } from '../catalog/scenarios/index.ts';
import { products } from '../catalog/scenarios/products.ts';
import { seedMutations as catalogSeed } from '../catalog/scenarios/seed.ts';
import { catalog } from '../catalog/src/service.ts';
import { scenarios as fulfilmentScenarios } from '../fulfilment/scenarios/index.ts';
import { openingStock } from '../fulfilment/scenarios/opening-stock.ts';
import { seedMutations as fulfilmentSeed } from '../fulfilment/scenarios/seed.ts';
import { fulfilment } from '../fulfilment/src/service.ts';
import { scenarios as ordersScenarios } from '../orders/scenarios/index.ts';
import { seedMutations as ordersSeed } from '../orders/scenarios/seed.ts';
import { parts } from '../orders/scenarios/situations.ts';
import { orders } from '../orders/src/service.ts';
import { scenarios as releasesScenarios } from '../releases/scenarios/index.ts';
import { releases } from '../releases/src/service.ts';

interface Event {
  readonly stream: string;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
}

const all = [
  { service: catalog, scenarios: catalogScenarios },
  { service: orders, scenarios: ordersScenarios },
  { service: fulfilment, scenarios: fulfilmentScenarios },
  { service: releases, scenarios: releasesScenarios },
];
const each = all.flatMap(({ service, scenarios }) =>
  scenarios.map(({ name, events }) => [service.name, name, service, events] as const),
);

const idOf = (stream: string) => stream.split('.')[3] ?? '';

const inTest = ({ stream, type, data }: Event): TestEvent => ({ type, data, id: idOf(stream) });

describe.each(each)('%s: %s', (_service, _name, service, events) => {
  test('has only events of the service, each as its schema says, on streams with possible ids', () => {
    for (const { stream, type, data } of events) {
      const [ev, owner, streamType = '', id] = stream.split('.');
      expect([ev, owner]).toEqual(['ev', service.name]);
      expect(service.streams[streamType], stream).toBeDefined();
      expect(id).toMatch(/^[A-Za-z0-9_-]+$/);
      expect(service.events[type], type).toBeDefined();
      expect(service.events[type]?.schema.safeParse(data).error, `${type} of ${stream}`).toBeUndefined();
    }
  });
});

test('every service has an empty scenario and at least two more', () => {
  for (const { scenarios } of all) {
    expect(scenarios.map(({ name }) => name)).toContain('empty');
    expect(scenarios.length).toBeGreaterThanOrEqual(4);
    expect(new Set(scenarios.map(({ name }) => name)).size).toBe(scenarios.length);
  }
});

describe('services agree', () => {
  const bySku = new Map(products.map((product) => [product.sku, product]));
  const eventsOf = (scenarios: readonly { name: string; events: readonly Event[] }[], name: string) =>
    scenarios.find((scenario) => scenario.name === name)?.events ?? [];

  test('on what a part is called and costs', () => {
    for (const [sku, part] of Object.entries(parts)) expect(bySku.get(sku)).toMatchObject(part);
    const named = fulfilmentScenarios.flatMap(({ events }) => events.flatMap(({ data }) => data['lines'] ?? []));
    expect(named.length).toBeGreaterThan(0);
    for (const { sku, name } of named as { sku: string; name: string }[]) expect(bySku.get(sku)?.name).toBe(name);
  });

  test.each(['busy-morning', 'low-stock'])('on how far each order has come: %s', (name) => {
    const stages: Record<string, string> = {
      TO_PICK: 'CONFIRMED',
      PICKED: 'PICKED',
      DISPATCHED: 'DISPATCHED',
      DELIVERED: 'COMPLETED',
      CANCELLED: 'CANCELLED',
    };
    const warehouse = eventsOf(fulfilmentScenarios, name);
    const shipments = fold(fulfilment, 'shipments', warehouse.map(inTest));
    const refused = warehouse.filter(({ type }) => type === 'ReservationRefused').map(({ stream }) => idOf(stream));
    const documents = fold(orders, 'orders', eventsOf(ordersScenarios, name).map(inTest));
    expect(documents.size).toBeGreaterThan(0);
    for (const [id, order] of documents) {
      const shipment = shipments.get(id);
      const expected = refused.includes(id) ? 'REFUSED' : shipment ? stages[String(shipment['status'])] : 'PLACED';
      expect({ id, status: order['status'] }).toEqual({ id, status: expected });
      if (shipment)
        expect(shipment).toMatchObject({
          orderNumber: order['number'],
          customerId: (order['customer'] as { id: string }).id,
        });
    }
  });

  test('on stock: never negative, promised is what open shipments hold', () => {
    for (const { name, events } of fulfilmentScenarios) {
      const stock = fold(fulfilment, 'stock', events.map(inTest));
      const shipments = fold(fulfilment, 'shipments', events.map(inTest));
      const open = [...shipments.values()].filter(({ status }) => status === 'TO_PICK' || status === 'PICKED');
      for (const [sku, item] of stock) {
        const held = open
          .flatMap(({ lines }) => lines as { sku: string; quantity: number }[])
          .filter((line) => line.sku === sku)
          .reduce((sum, line) => sum + line.quantity, 0);
        expect({ name, sku, reserved: item['reserved'] }).toEqual({ name, sku, reserved: held });
        expect(item['free'], `${name} ${sku}`).toBeGreaterThanOrEqual(0);
      }
    }
  });
});

describe('the seed', () => {
  test('has about 120 products of at least five categories, each with attributes and a price', () => {
    expect(products.length).toBeGreaterThanOrEqual(115);
    expect(new Set(products.map(({ sku }) => sku)).size).toBe(products.length);
    expect(new Set(products.map(({ category }) => category)).size).toBeGreaterThanOrEqual(5);
    for (const { attributes, unitPrice, name } of products) {
      expect(attributes.length, name).toBeGreaterThanOrEqual(4);
      expect(new Set(attributes.map((attribute) => attribute.name)).size, name).toBe(attributes.length);
      expect(unitPrice, name).toBeGreaterThan(0);
    }
  });

  test('receives only what is sold', () => {
    const skus = new Set(products.map(({ sku }) => sku));
    for (const { sku } of openingStock()) expect(skus).toContain(sku);
  });

  test('names every command, and each once', () => {
    const ids = [...catalogSeed(), ...fulfilmentSeed(), ...ordersSeed()].map(
      ({ variables }) => (variables['input'] as { commandId: string }).commandId,
    );
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^seed-/);
  });
});
