import { describe, expect, it } from 'vitest';
import { createGate, judge } from './index.ts';
import {
  appContract,
  live,
  liveSet,
  next,
  ordersOperations,
  product,
  serviceContract,
  teams,
} from './testing/small-product.ts';
import { catalog, codes, orders } from './testing/judged.fixture.ts';

describe('the gate', () => {
  it('lets everything through that is live already', () => {
    for (const release of Object.values(product)) expect(codes(release), release.module).toEqual([]);
  });

  it('lets a service grow', () => {
    const harmless: [string | RegExp, string][] = [
      ['number: String!', 'number: String! colour: String'],
      ['buyer: Buyer', 'buyer: Buyer!'],
      ['number: String!', 'number: String! @deprecated(reason: "x")'],
      ['total(currency: String)', 'total(currency: String, exact: Boolean = false)'],
      ['note: String', 'note: String colour: String'],
      ['enum Priority { LOW HIGH }', 'enum Priority { LOW HIGH HIGHEST }'],
      ['type OrderLine { sku: ID! quantity: Int!', 'type OrderLine { sku: ID!'],
      ['order(id: ID!)', 'order(id: ID)'],
      ['name: String! }\ntype Company', 'name: String! age: Int }\ntype Company'],
    ];
    for (const [from, to] of harmless) expect(codes(orders(from, to)), to).toEqual([]);
  });

  it.each<[string, string | RegExp, string, string[]]>([
    ['a field that is selected', 'number: String!', '', ['FIELD_MISSING Order.number']],
    ['a field that may be null now', 'number: String!', 'number: String', ['FIELD_NULLABLE Order.number']],
    ['a list that may hold null', 'lines: [OrderLine!]!', 'lines: [OrderLine]!', ['FIELD_NULLABLE Order.lines']],
    ['another type', 'number: String!', 'number: Int!', ['FIELD_RETYPED Order.number']],
    ['a list instead of one', 'number: String!', 'number: [String!]!', ['FIELD_RETYPED Order.number']],
    [
      'another kind by the same name',
      'enum OrderStatus { PLACED SENT }',
      'scalar OrderStatus',
      ['FIELD_RETYPED Order.status'],
    ],
    ['a value the app was not built for', 'PLACED SENT', 'PLACED SENT LOST', ['ENUM_VALUE_UNKNOWN OrderStatus.LOST']],
    [
      'a type the app was not built for',
      'Person | Company',
      'Person | Company | Product',
      ['TYPE_POSSIBLE_UNKNOWN Buyer as Product'],
    ],
    ['a type that cannot be there', 'Person | Company', 'Person', ['TYPE_IMPOSSIBLE Buyer as Company']],
    ['an argument that is given', 'first: Int = 50, ', '', ['ARGUMENT_UNKNOWN Query.orders(first:)']],
    [
      'an argument of another type',
      'first: Int = 50',
      'first: String = "50"',
      ['ARGUMENT_RETYPED Query.orders(first:)'],
    ],
    [
      'an argument that must be given',
      'total(currency: String)',
      'total(currency: String!)',
      ['ARGUMENT_REQUIRED Order.total(currency:)'],
    ],
    [
      'a variable that may be null',
      'status: OrderStatus)',
      'status: OrderStatus!)',
      ['ARGUMENT_REQUIRED Query.orders(status:)'],
    ],
    [
      'a value the app may send',
      'enum Priority { LOW HIGH }',
      'enum Priority { HIGH }',
      ['INPUT_VALUE_UNKNOWN Priority.LOW'],
    ],
    ['an input field the app may send', 'note: String', '', ['INPUT_FIELD_UNKNOWN PlaceOrderInput.note']],
    [
      'an input field that must be sent',
      'note: String',
      'note: String!',
      ['INPUT_FIELD_REQUIRED PlaceOrderInput.note'],
    ],
    [
      'an input field the app never heard of',
      'note: String',
      'note: String why: ID!',
      ['INPUT_FIELD_REQUIRED PlaceOrderInput.why'],
    ],
    ['an input field of another type', 'note: String', 'note: Int', ['INPUT_FIELD_RETYPED PlaceOrderInput.note']],
    ['a default that is gone', 'quantity: Int! = 1', 'quantity: Int!', ['INPUT_FIELD_REQUIRED LineInput.quantity']],
    [
      'the key of what others hold',
      /type Product (.*)/,
      'type Product @key(selectionSet: "{ ean }") { ean: ID! }',
      ['FIELD_MISSING Product.name', 'FIELD_MISSING Product.price', 'KEY_CONFLICT Product.sku'],
    ],
    [
      'a field another service gives another type',
      'type Product @key(selectionSet: "{ sku }") { sku: ID! }',
      'type Product @key(selectionSet: "{ sku }") { sku: ID! price: Int }',
      ['FIELD_RETYPED Product.price', 'FIELD_TYPE_CONFLICT Product.price'],
    ],
    [
      'another service’s root field',
      'order(id: ID!): Order',
      'order(id: ID!): Order product: Product',
      ['ARGUMENT_UNKNOWN Query.product(sku:)', 'ROOT_FIELD_TAKEN Query.product'],
    ],
    [
      'another kind of thing than elsewhere',
      'type Problem { code: String! message: String! }',
      'enum Problem { X }',
      ['FIELD_RETYPED OrderResult.problem', 'TYPE_KIND_CONFLICT Problem'],
    ],
  ])('refuses %s', (_, from, to, expected) => {
    expect(codes(orders(from, to)).sort()).toEqual(expected.sort());
  });

  it('asks of a value object only the service it comes from', () => {
    // Problem.code is offered by both; each app needs it of the service that answers its own mutation.
    const without = 'type Problem { message: String! }';
    const problem = 'type Problem { code: String! message: String! }';
    expect(judge(catalog(problem, without), liveSet()).refusals.map(({ consumer }) => consumer.module)).toEqual([
      'catalog',
    ]);
    expect(judge(orders(problem, without), liveSet()).refusals.map(({ consumer }) => consumer.module)).toEqual([
      'orders',
    ]);
  });

  it('lets a field move to another service once that has it in all its live releases', () => {
    const withNumber = catalog(
      'type Price',
      'type Order @key(selectionSet: "{ id }") { id: ID! number: String! }\ntype Price',
    );
    withNumber.contract.schema = withNumber.contract.schema.replace(
      'product(sku: ID!)',
      '_catalogOrders(ids: [ID!]!): [Order]! @merge(keyField: "id", keyArg: "ids")\n product(sku: ID!)',
    );
    const moved = orders('number: String!', '');
    expect(codes(moved, live(withNumber, ['canary']))).toContain('FIELD_MISSING Order.number');
    const everywhere = liveSet().releases.map((one) => (one.module === 'catalog-service' ? live(withNumber) : one));
    expect(judge(moved, { ...liveSet(), releases: everywhere }).refusals).toEqual([]);
  });

  it('does not let the canaries of two services meet, but of the same user’s rest', () => {
    const extra = (size: string) => `type Extra @key(selectionSet: "{ id }") { id: ID! size: ${size} }\ntype Query {`;
    const grown = catalog('type Query {', extra('Int'));
    const other = orders('type Query {', extra('String'));
    const gate = createGate(liveSet(live(grown, ['canary'])));
    expect(gate.judge(other, 'canary').refusals).toEqual([]);
    expect(gate.judge(other, 'stable').refusals).toHaveLength(1);
  });

  it('lets the canary of an app meet every other: its open tabs outlive it', () => {
    const app = next(product.orders, () => appContract('query OrdersNew { order(id: 1) { number } }'));
    const service = orders('number: String!', '');
    expect(judge(service, liveSet(live(app, ['canary'])), {}).refusals).toHaveLength(2);
    const alone = liveSet(live(app, ['canary'])).releases.filter(
      (one) => one.module !== 'orders' || one.version === '2.0.0',
    );
    for (const role of ['canary', 'stable'] as const)
      expect(createGate({ ...liveSet(), releases: alone }).judge(service, role).refusals).toHaveLength(1);
    const served = liveSet(live(service, ['canary'])).releases.filter(({ module }) => module !== 'orders');
    expect(createGate({ ...liveSet(), releases: served }).judge(app, 'canary').refusals).toHaveLength(1);
  });

  it('keeps live operations to plain fields of one service', () => {
    const operations = ordersOperations.replace(
      'orderList { id status lines { sku } }',
      'orderList { id lines { sku product { name } } }',
    );
    const app = next(product.orders, () => appContract(operations));
    expect(codes(app)).toEqual(['LIVE_COMPUTED OrderLine.product', 'LIVE_FOREIGN_FIELD Product.name']);
    const dead = next(product.ordersService, (contract) => ({ ...contract, live: {} }));
    expect(codes(dead)).toEqual(['LIVE_MISSING Subscription.orderList']);
  });

  it('takes new values when the app says that it can show any', () => {
    const grown = orders('PLACED SENT', 'PLACED SENT LOST');
    const tolerant = {
      ...product.orders.contract,
      contributions: { ...product.orders.contract.contributions, tolerates: ['OrderStatus'] },
    };
    const releases = liveSet().releases.map((one) =>
      one.module === 'orders' ? live({ ...product.orders, contract: tolerant }) : one,
    );
    expect(judge(grown, { ...liveSet(), releases }).refusals).toEqual([]);
  });

  it.each([
    ['a list of lists', '[[Product]!]'],
    ['one for many', 'Product'],
  ])('knows that an entry that answers %s leads nobody to the type', (_, type) => {
    const changed = catalog('_products(skus: [ID!]!): [Product]!', `_products(skus: [ID!]!): ${type}`);
    expect(codes(changed)).toContain('FIELD_MISSING Product.name');
  });

  it.each([
    ['that takes one key for many', 'skus: ID!'],
    ['that takes keys of another kind', 'skus: [Int!]!'],
    ['that demands more than keys', 'skus: [ID!]!, extra: String!'],
    ['whose argument has another name', 'keys: [ID!]!'],
  ])('knows that an entry %s leads nobody to the type', (_, args) => {
    expect(codes(catalog('_products(skus: [ID!]!)', `_products(${args})`))).toContain('FIELD_MISSING Product.name');
  });

  it('refuses what it cannot judge', () => {
    const silent = next(
      product.orders,
      (contract) => ({ ...contract, operations: contract.operations.map(({ uses: _, ...rest }) => rest) }) as never,
    );
    expect(codes(silent)[0]).toMatch(/^CONTRACT_INCOMPLETE OrdersOne/);
    expect(codes(orders('type Query {', 'type Query'))).toEqual(['CONTRACT_UNREADABLE schema.graphql']);
    const verdict = judge(product.ordersService, liveSet(), { compose: () => 'no graph today' });
    expect(verdict.refusals.map(({ code }) => code)).toEqual(['GRAPH_NOT_COMPOSABLE']);
  });
});

describe('the index', () => {
  it('follows the live set: what it answers is what a new one would', () => {
    const gate = createGate(liveSet(), { teams });
    const added = live(
      next(product.orders, () => appContract('query OrdersNew { order(id: 1) { total } }'), '1.5.0'),
      ['canary'],
    );
    const withoutCatalog = liveSet(added).releases.filter((one) => one.module !== 'catalog-service');
    const sets = [liveSet(added), { ...liveSet(), position: 'e1.41', releases: withoutCatalog }, liveSet()];
    const candidates = [
      orders('number: String!', ''),
      orders('total(currency: String): Int!', ''),
      catalog('price: Price!', ''),
      product.catalog,
    ];
    for (const set of sets) {
      gate.update(set);
      for (const candidate of candidates) expect(gate.judge(candidate)).toEqual(judge(candidate, set, { teams }));
    }
    expect(gate.judge(product.orders).position).toBe('e1.40');
  });

  it('knows who uses a field', () => {
    const gate = createGate(liveSet());
    expect(gate.usersOf('Order.status').map(({ release, operation }) => `${release.module} ${operation.name}`)).toEqual(
      ['orders OrdersOne', 'orders OrdersLive'],
    );
    expect(gate.usersOf('Order.nothing')).toEqual([]);
  });

  it('holds services that begin to answer a part of an operation', () => {
    const gate = createGate(liveSet());
    const third = {
      module: 'third',
      version: '1.0.0',
      kind: 'service',
      contract: serviceContract(
        'third',
        'type Price { amount: Int! currency: String! }\ntype Product @key(selectionSet: "{ sku }") { sku: ID! price: Price! }\ntype Query { _third(skus: [ID!]!): [Product]! @merge(keyField: "sku", keyArg: "skus") }',
      ),
    } as const;
    expect(gate.judge(third).refusals).toEqual([]);
    const thin = {
      ...third,
      contract: { ...third.contract, schema: third.contract.schema.replace('amount: Int! ', '') },
    };
    expect(gate.judge(thin).refusals.map(({ subject }) => subject)).toEqual(['Price.amount']);
  });
});
