import { describe, expect, it } from 'vitest';
import { judge, renderVerdict, verdictSchema } from './index.ts';
import { appContract, live, liveSet, next, ordersOperations, product, teams } from './testing/small-product.ts';
import { orders } from './testing/judged.fixture.ts';

describe('a refusal', () => {
  const old = live({ ...product.orders, version: '1.3.0' }, ['tabs'], 37);
  const newer = next(product.orders, () => appContract(ordersOperations.replace('    number\n', '')), '1.5.0');
  const releases = liveSet(old).releases.map((one) =>
    one.module === 'orders' && one.version === '1.4.0' ? live(newer) : one,
  );
  const verdict = judge(orders('number: String!', ''), { ...liveSet(), releases }, { teams });

  it('names both sides, the field, the line, the tabs, the owner and the ways out', () => {
    expect(verdict).toMatchObject({
      ok: false,
      position: 'e1.40',
      candidate: { module: 'orders-service', version: '2.0.0' },
    });
    expect(verdict.refusals).toEqual([
      {
        code: 'FIELD_MISSING',
        subject: 'Order.number',
        message: 'is not offered',
        consumer: {
          module: 'orders',
          version: '1.3.0',
          roles: ['tabs'],
          openTabs: 37,
          owner: { team: 'orders', name: 'Orders', contact: '#team-orders' },
        },
        provider: {
          module: 'orders-service',
          version: '2.0.0',
          roles: ['candidate'],
          openTabs: 0,
          owner: { team: 'orders', name: 'Orders', contact: '#team-orders' },
        },
        places: [{ file: 'apps/orders/src/operations/all.graphql', line: 4, operation: 'OrdersOne' }],
        waysOut: [
          'keep Order.number',
          'promote orders ≥ 1.5.0 first',
          'tessera kill orders@1.3.0 (its 37 open tabs must then switch, and it never goes live again)',
        ],
      },
    ]);
    expect(verdictSchema.parse(JSON.parse(JSON.stringify(verdict)))).toEqual(verdict);
  });

  it('reads as text', () => {
    expect(renderVerdict(verdict)).toBe(
      [
        'orders-service@2.0.0 cannot be deployed: one thing breaks (judged against 6 live releases of production).',
        '',
        '  orders@1.3.0 (tabs) and orders-service@2.0.0 (candidate): Order.number is not offered [FIELD_MISSING]',
        '    used in apps/orders/src/operations/all.graphql:4 (OrdersOne)',
        '    37 open tabs of orders@1.3.0; team orders (#team-orders)',
        '    either keep Order.number',
        '    or     promote orders ≥ 1.5.0 first',
        '    or     tessera kill orders@1.3.0 (its 37 open tabs must then switch, and it never goes live again)',
        '',
      ].join('\n'),
    );
  });
});
