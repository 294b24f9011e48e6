import { describe, expect, it } from 'vitest';
import { judge } from './index.ts';
import { liveSet, next, orderPlaced, product, teams } from './testing/small-product.ts';
import { codes } from './testing/judged.fixture.ts';

describe('events', () => {
  const placed = (schema: object, more: object = {}) =>
    next(
      product.ordersService,
      (contract) => ({ ...contract, events: { OrderPlaced: { version: 1, schema, ...more } } }) as never,
    );
  const { properties } = orderPlaced;
  const without = (name: string) => ({
    ...orderPlaced,
    properties: Object.fromEntries(Object.entries(properties).filter(([key]) => key !== name)),
    required: orderPlaced.required.filter((one) => one !== name),
  });

  it('may lose and change what nobody reads, as a new version', () => {
    const later = placed(without('note'), {
      version: 2,
      from: {
        1: {
          schema: orderPlaced,
          up: [{ op: 'drop', path: 'note' }],
          down: [{ op: 'default', path: 'note', value: null }],
        },
      },
    });
    expect(codes(later)).toEqual([]);
  });

  it('are refused by field where somebody reads it, with the line that does', () => {
    const { refusals } = judge(placed(without('lines')), liveSet(), { teams });
    const [first] = refusals;
    expect(first).toMatchObject({
      code: 'EVENT_FIELD',
      subject: 'orders.OrderPlaced lines',
      places: [{ file: 'services/catalog/src/consumes.ts', line: 7 }],
    });
    expect(
      codes(
        placed({
          ...orderPlaced,
          properties: {
            ...properties,
            lines: { type: 'array', items: { type: 'object', properties: {}, required: [] } },
          },
        }),
      ).filter((one) => one.startsWith('EVENT_FIELD')),
    ).toEqual(['EVENT_FIELD orders.OrderPlaced lines[].sku']);
    expect(codes(next(product.ordersService, (contract) => ({ ...contract, events: {} }))).sort()).toEqual([
      'EVENT_MISSING orders.OrderPlaced',
      'EVENT_VERSION_DROPPED orders.OrderPlaced',
    ]);
  });

  it('are followed through their casts, and must have them', () => {
    const renamed = {
      ...orderPlaced,
      properties: { ...without('orderId').properties, id: properties.orderId },
      required: ['id', 'status', 'note', 'lines'],
    };
    const up = [{ op: 'rename', path: 'orderId', to: 'id' }];
    const down = [{ op: 'rename', path: 'id', to: 'orderId' }];
    expect(codes(placed(renamed, { version: 2, from: { 1: { schema: orderPlaced, up, down } } }))).toEqual([]);
    expect(codes(placed(renamed, { version: 2, from: { 1: { schema: orderPlaced, up } } })).sort()).toEqual([
      'EVENT_NOT_CAST orders.OrderPlaced v2',
      'EVENT_UNREADABLE_BY_SIBLING orders.OrderPlaced v2',
    ]);
    expect(codes(placed(renamed, { version: 2 }))).toContain('EVENT_VERSION_DROPPED orders.OrderPlaced v1');
  });

  it('must stay readable for the other release of their own service', () => {
    const grown = {
      ...orderPlaced,
      properties: { ...properties, status: { type: 'string', enum: ['PLACED', 'DRAFT', 'LOST'] } },
    };
    expect(codes(placed(grown))).toEqual(['EVENT_UNREADABLE_BY_SIBLING orders.OrderPlaced status']);
  });
});
