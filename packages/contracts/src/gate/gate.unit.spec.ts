import { describe, expect, it } from 'vitest';
import { createGate, judge, renderVerdict, verdictSchema } from './index.ts';
import type { ContractOf, LiveRelease, LiveSet } from './index.ts';
import {
  appContract,
  live,
  liveSet,
  next,
  orderPlaced,
  ordersOperations,
  product,
  serviceContract,
  teams,
} from './testing/small-product.ts';

const codes = (candidate: ContractOf, ...more: LiveRelease[]) =>
  judge(candidate, liveSet(...more), { teams }).refusals.map(({ code, subject }) => `${code} ${subject}`);

/** orders-service with a text of its schema replaced. */
const orders = (from: string | RegExp, to: string) =>
  next(product.ordersService, (contract) => {
    const schema = contract.schema.replace(from, to);
    expect(schema).not.toBe(contract.schema);
    return { ...contract, schema };
  });
const catalog = (from: string | RegExp, to: string) =>
  next(product.catalogService, (contract) => ({ ...contract, schema: contract.schema.replace(from, to) }));

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

  it('does not let the canaries of two modules meet, but of the same user’s rest', () => {
    const app = next(product.orders, () => appContract('query OrdersNew { order(id: 1) { number } }'));
    const service = orders('number: String!', '');
    expect(judge(service, liveSet(live(app, ['canary'])), {}).refusals).toHaveLength(2);
    const alone = liveSet(live(app, ['canary'])).releases.filter(
      (one) => one.module !== 'orders' || one.version === '2.0.0',
    );
    const gate = createGate({ ...liveSet(), releases: alone });
    expect(gate.judge(service, 'canary').refusals).toEqual([]);
    expect(gate.judge(service, 'stable').refusals).toHaveLength(1);
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

describe('the page', () => {
  const shell = (provides: Record<string, string>) =>
    next(
      product.shell,
      (contract) =>
        ({
          ...contract,
          provides: Object.fromEntries(
            Object.entries(provides).map(([name, version]) => [name, { version, file: 'x.js' }]),
          ),
        }) as never,
    );
  const react = { react: '19.3.1', 'react-dom': '19.3.1', '@tessera/shared-ui': '1.2.0' };

  it('has one React, in a range every app takes', () => {
    expect(codes(shell({ ...react, react: '19.4.0', 'react-dom': '19.4.0' }))).toEqual([]);
    expect(codes(shell({ ...react, react: '20.0.0', 'react-dom': '20.0.0' }))).toEqual([
      'SHARED_UNSATISFIED react',
      'SHARED_UNSATISFIED react-dom',
      'SHARED_UNSATISFIED react',
      'SHARED_UNSATISFIED react-dom',
    ]);
    expect(codes(shell({ ...react, 'react-dom': '19.4.0' }))).toEqual(['SHARED_REACT_MISMATCH react']);
  });

  it('serves two majors of shared-ui, where each app finds its own', () => {
    const frame = shell({ ...react, '@tessera/shared-ui': '2.0.0' });
    expect(codes(frame)).toEqual(['SHARED_UNSATISFIED @tessera/shared-ui', 'SHARED_UNSATISFIED @tessera/shared-ui']);
    const library = {
      module: 'shared-ui',
      version: '1.9.0',
      kind: 'library',
      contract: {
        shared: { react: '^19.0.0' },
        provides: { '@tessera/shared-ui': { version: '1.9.0', file: 'x.js' } },
      },
    } as const;
    expect(codes(frame, live(library))).toEqual([]);
    const app = next(product.orders, () => appContract(ordersOperations, {}, { '@tessera/shared-ui': '^2.0.0' }));
    expect(codes(app)).toEqual(['SHARED_UNSATISFIED @tessera/shared-ui']);
    expect(
      codes(
        app,
        live({
          ...library,
          version: '2.1.0',
          contract: { ...library.contract, provides: { '@tessera/shared-ui': { version: '2.1.0', file: 'x.js' } } },
        }),
      ),
    ).toEqual([]);
  });

  describe('where shared-ui is released by itself', () => {
    const ui = (version: string) =>
      ({
        module: 'shared-ui',
        version,
        kind: 'library',
        contract: {
          shared: { react: '^19.0.0' },
          provides: { '@tessera/shared-ui': { version, file: 'x.js' } },
        },
      }) as const;
    const { '@tessera/shared-ui': _, ...brought } = react;
    /** The shell brings React, and takes shared-ui like any app. */
    const frame = next(shell(brought), (contract) => ({ ...contract, shared: { '@tessera/shared-ui': '^1.0.0' } }));
    const needing = (range: string) =>
      next(product.orders, (contract) => ({ ...contract, operations: [], shared: { '@tessera/shared-ui': range } }));
    const set = (...releases: LiveRelease[]) => ({ environment: 'production', position: '1', releases });
    const verdict = (candidate: ContractOf, ...releases: LiveRelease[]) =>
      judge(candidate, set(...releases), { teams }).refusals.map(
        ({ code, consumer, provider }) =>
          `${code} ${consumer.module}@${consumer.version} ${provider.module}@${provider.version}`,
      );
    const app = live(needing('^1.0.0'));

    it('a second major takes nothing from whoever is on the first', () => {
      expect(verdict(ui('2.0.0'), live(frame), app, live(ui('1.0.0')))).toEqual([]);
      expect(verdict(needing('^2.0.0'), live(frame), live(ui('1.0.0')), live(ui('2.0.0')))).toEqual([]);
    });

    it('an app whose range nothing live takes is refused, with what there is and where it is asked', () => {
      const refusals = judge(needing('^3.0.0'), set(live(frame), live(ui('1.0.0')), live(ui('2.0.0'))), {
        teams,
      }).refusals;
      expect(refusals.map(({ provider }) => `${provider.module}@${provider.version}`)).toEqual([
        'shared-ui@1.0.0',
        'shared-ui@2.0.0',
      ]);
      expect(refusals[0]).toMatchObject({
        code: 'SHARED_UNSATISFIED',
        subject: '@tessera/shared-ui',
        message: 'is provided as 1.0.0, and ^3.0.0 is needed',
        places: [{ file: 'apps/orders/package.json', line: 1 }],
        consumer: { module: 'orders', owner: { team: 'orders' } },
      });
    });

    it('a release that leaves the range of an app, or of the frame, is refused; what stays keeps the line whole', () => {
      const fussy = live(needing('~1.4.0'));
      expect(verdict(ui('1.5.0'), live(frame), fussy, live(ui('1.4.2')))).toEqual([
        `SHARED_UNSATISFIED orders@${fussy.version} shared-ui@1.5.0`,
      ]);
      // What it would return to must do, too.
      expect(verdict(needing('^1.4.0'), live(frame), live(ui('1.4.0')), live(ui('1.3.0'), ['previous']))).toHaveLength(
        1,
      );
    });

    it('nobody is blamed for what was wrong before', () => {
      const lost = live(needing('^3.0.0'));
      expect(verdict(ui('1.0.1'), live(frame), lost, live(ui('1.0.0')))).toEqual([]);
    });

    it('a frame that stops bringing it, or asks for what is not there, is refused', () => {
      const before = live(shell(react));
      expect(verdict(frame, before, app)).toEqual([
        `SHARED_UNSATISFIED orders@${app.version} shell@${frame.version}`,
        `SHARED_UNSATISFIED shell@${frame.version} shared-ui@*`,
      ]);
      expect(verdict(frame, before, app, live(ui('1.0.0')))).toEqual([]);
      expect(verdict(frame, before, live(ui('2.0.0')))).toEqual([
        `SHARED_UNSATISFIED shell@${frame.version} shared-ui@2.0.0`,
      ]);
    });

    it('a release of it that only open tabs run is in nobody’s way: what comes to such a page brings its own', () => {
      const left = live(ui('1.3.0'), ['tabs'], 4);
      expect(verdict(needing('^1.4.0'), live(frame), live(ui('1.4.0')), left)).toEqual([]);
      const react20 = shell({ ...brought, react: '20.0.0', 'react-dom': '20.0.0' });
      expect(verdict(react20, left)).toEqual([]);
      // What everybody has, and tabs as well, counts.
      expect(verdict(react20, live(ui('1.4.0'), ['stable', 'tabs'], 4))).toHaveLength(1);
    });

    it('has the single React from the frame', () => {
      expect(
        verdict(shell({ ...brought, react: '20.0.0', 'react-dom': '20.0.0' }), live(frame), live(ui('1.0.0'))),
      ).toEqual([`SHARED_UNSATISFIED shared-ui@1.0.0 shell@${shell(brought).version}`]);
    });
  });

  it('has a slot for every filling, which hands over what the filling reads', () => {
    const offers = (slots: object) =>
      next(
        product.catalog,
        (contract) => ({ ...contract, contributions: { ...contract.contributions, slots } }) as never,
      );
    const slot = 'catalog/product-actions/v1';
    expect(codes(offers({ offers: ['catalog/product-actions/v2'], fills: [] }))).toEqual([`SLOT_MISSING ${slot}`]);
    expect(
      codes(
        offers({
          offers: [slot],
          fills: [],
          gives: { [slot]: { type: 'object', properties: { ean: { type: 'string' } }, required: ['ean'] } },
        }),
      ),
    ).toEqual([`SLOT_PROPS ${slot} sku`]);
    const filler = next(
      product.orders,
      (contract) =>
        ({
          ...contract,
          contributions: { ...contract.contributions, slots: { offers: [], fills: ['catalog/aside/v1'] } },
        }) as never,
    );
    expect(codes(filler)).toEqual(['SLOT_MISSING catalog/aside/v1']);
  });

  it('gives every path and command to one app', () => {
    const claims = next(
      product.catalog,
      (contract) =>
        ({
          ...contract,
          contributions: {
            ...contract.contributions,
            routes: [
              { path: '/orders/$id', page: 'p', title: 'x' },
              { path: '/orders/new', page: 'p', title: 'x' },
            ],
            commands: [{ id: 'orders.new', label: 'x' }],
          },
        }) as never,
    );
    expect(codes(claims)).toEqual(['ROUTE_TAKEN /orders/$id', 'COMMAND_TAKEN orders.new']);
  });
});

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

describe('what is to be promoted first', () => {
  const has = (version: string): ContractOf => ({ ...product.ordersService, version });
  const lacks = (version: string): ContractOf => ({ ...orders('total(currency: String): Int!', ''), version });
  const needsTotal = next(product.orders, () => appContract('query OrdersTotal { order(id: 1) { total } }'), '2.0.0');
  const published = (...releases: ContractOf[]) => ({
    of: (module: string) => releases.filter((one) => one.module === module),
    services: () => ['orders-service'],
  });
  const among = (...services: LiveRelease[]) => ({
    ...liveSet(),
    releases: [...liveSet().releases.filter(({ module }) => module !== 'orders-service'), ...services],
  });
  const ways = (candidate: ContractOf, set: LiveSet, ...releases: ContractOf[]) =>
    judge(candidate, set, { teams, published: published(...releases) }).refusals.map(({ waysOut }) => waysOut);
  const lacking = among(live(lacks('1.4.0')));
  const stop = 'stop using Order.total in orders';
  const back = 'then give up its way back to 1.4.0: tessera finalize orders-service';

  it('is named by version: the lowest from which on all have it', () => {
    const all = [lacks('1.4.0'), has('1.5.0'), has('1.5.1'), lacks('1.6.0'), has('1.7.0'), has('1.10.0')];
    expect(ways(needsTotal, lacking, ...all)).toEqual([[stop, `promote orders-service ≥ 1.7.0 first, ${back}`]]);
    // The newest gave it up again.
    expect(ways(needsTotal, lacking, ...all.slice(0, 4))).toEqual([
      [stop, `promote orders-service@1.5.1 first, ${back}`],
    ]);
  });

  it('is said not to be there, and whom to ask', () => {
    const nothing = 'no published release of orders-service offers Order.total; ask team orders (#team-orders)';
    expect(ways(needsTotal, lacking, lacks('1.4.0'), lacks('1.6.0'))).toEqual([[stop, nothing]]);
  });

  it('is not the question where only the way back is in the way', () => {
    const cost = 'orders-service can then no longer be rolled back to 1.4.0 in one step';
    expect(
      ways(needsTotal, among(live(lacks('1.4.0'), ['previous']), live(has('1.5.0'))), lacks('1.4.0'), has('1.5.0')),
    ).toEqual([[`tessera finalize orders-service (${cost})`, stop]]);
  });

  it('is found for what no live service has', () => {
    expect(ways(needsTotal, among(), has('1.5.0')).flat()).toContain('promote orders-service ≥ 1.5.0 first');
  });

  it('is, of the side that depends, the lowest release that does without', () => {
    const number = orders('number: String!', '');
    const app = (version: string, text: string) => next(product.orders, () => appContract(text), version);
    const free = 'query OrdersOne { order(id: 1) { id } }';
    const all = [app('1.5.0', ordersOperations), app('1.6.0', free), app('2.0.0', free)];
    expect(ways(number, liveSet(), ...all)[0]).toEqual([
      'keep Order.number',
      'promote orders ≥ 1.6.0 first, which no longer needs Order.number, then give up its way back to 1.4.0: tessera finalize orders',
    ]);
    expect(ways(number, liveSet(), ...all.slice(0, 1))[0]).toEqual([
      'keep Order.number',
      'no published release of orders after 1.4.0 does without Order.number; ask team orders (#team-orders)',
    ]);
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
