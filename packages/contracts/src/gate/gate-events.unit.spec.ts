import { describe, expect, it } from 'vitest';
import { judge } from './index.ts';
import { live, liveSet, next, orderPlaced, product, teams } from './testing/small-product.ts';
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

  it('must be readable in every version that the log still holds, not in the newest alone', () => {
    const named = { ...properties, channel: { type: 'string' } };
    const later = { ...orderPlaced, properties: named, required: [...orderPlaced.required, 'channel'] };
    const reader = next(product.catalogService, (contract) => {
      const schema = { type: 'object', properties: { channel: { type: 'string' } }, required: ['channel'] };
      const read = { version: 2, schema, source: { file: 'src/consumes.ts', line: 8 } };
      return { ...contract, consumes: { 'orders.OrderPlaced': read } } as never;
    });
    /** @param casts of what was recorded as version 1 */
    const found = (casts: object) => {
      const producer = live(placed(later, { version: 2, from: { 1: { schema: orderPlaced, ...casts } } }));
      const releases = liveSet().releases.map((one) => (one.module === 'orders-service' ? producer : one));
      const { refusals } = judge(reader, { ...liveSet(), releases }, { teams });
      return refusals.map(({ code, subject, message }) => `${code} ${subject} ${message}`);
    };
    const cast = (value: unknown) => ({ up: [{ op: 'default', path: 'channel', value }] });
    expect(found(cast('shop'))).toEqual([]);
    expect(found(cast(null))).toEqual([
      expect.stringMatching(/^EVENT_FIELD orders\.OrderPlaced channel .*\(recorded as version 1\)$/),
    ]);
    expect(found({})).toEqual([expect.stringContaining('EVENT_NOT_CAST orders.OrderPlaced v1 has no cast')]);
  });

  it('of which a person may be erased are read by those who expect that, in every version: they stay in the log', () => {
    const erased = { type: 'object', properties: { $erased: { const: true } }, required: ['$erased'] };
    const personal = { anyOf: [{ type: 'string' }, erased], 'x-personal': { subject: 'orderId' } };
    const withBuyer = (buyer: object) => ({
      ...orderPlaced,
      properties: { ...properties, buyer },
      required: [...orderPlaced.required, 'buyer'],
    });
    // Since version 2 it is nobody's data; what version 1 recorded may be erased at any time.
    const later = placed(withBuyer({ type: 'string' }), {
      version: 2,
      from: { 1: { schema: withBuyer(personal), up: [] } },
    });
    const found = (buyer: object) => {
      const schema = { type: 'object', properties: { buyer }, required: ['buyer'] };
      const reader = next(
        product.catalogService,
        (contract) => ({ ...contract, consumes: { 'orders.OrderPlaced': { version: 2, schema } } }) as never,
      );
      const releases = liveSet().releases.map((one) => (one.module === 'orders-service' ? live(later) : one));
      return judge(reader, { ...liveSet(), releases }, { teams }).refusals.map(
        ({ subject, message }) => `${subject} ${message}`,
      );
    };
    expect(found(personal)).toEqual([]);
    expect(found({ type: 'string' })).toEqual([
      expect.stringMatching(/^orders\.OrderPlaced buyer .*\(recorded as version 1\)$/),
    ]);
  });

  it('must stay readable for the other release of their own service', () => {
    const grown = {
      ...orderPlaced,
      properties: { ...properties, status: { type: 'string', enum: ['PLACED', 'DRAFT', 'LOST'] } },
    };
    expect(codes(placed(grown))).toEqual(['EVENT_UNREADABLE_BY_SIBLING orders.OrderPlaced status']);
  });
});
