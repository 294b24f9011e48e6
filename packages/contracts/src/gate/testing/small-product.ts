/** A product small enough to read: two services, two apps, a frame. For specs and proofs. */
import { buildSchema, parse } from 'graphql';
import type { ServiceContract } from '../../contract.ts';
import { noContributions } from '../../contributions.ts';
import type { Contributions } from '../../contributions.ts';
import { deriveUses } from '../../operation/derive-uses.ts';
import { parseTeams } from '../../teams.ts';
import type { ContractOf, LiveRelease, LiveRole, LiveSet } from '../live-set.ts';

export const ordersSdl = `
enum OrderStatus { PLACED SENT }
type Order @key(selectionSet: "{ id }") {
  id: ID!
  number: String!
  status: OrderStatus!
  total(currency: String): Int!
  buyer: Buyer
  lines: [OrderLine!]!
}
type OrderLine { sku: ID! quantity: Int! product: Product }
type Product @key(selectionSet: "{ sku }") { sku: ID! }
union Buyer = Person | Company
type Person { name: String! }
type Company { name: String! vat: String! }
type Problem { code: String! message: String! }
type OrderResult { order: Order problem: Problem }
enum Priority { LOW HIGH }
input LineInput { sku: ID! quantity: Int! = 1 }
input PlaceOrderInput { lines: [LineInput!]! note: String priority: Priority }
type Query {
  order(id: ID!): Order
  orders(first: Int = 50, status: OrderStatus): [Order!]!
  _orders(ids: [ID!]!): [Order]! @merge(keyField: "id", keyArg: "ids")
}
type Mutation { placeOrder(input: PlaceOrderInput!): OrderResult! }
type Subscription { orderList: [Order!]! @live(projection: "orders") }
`;

export const catalogSdl = `
type Product @key(selectionSet: "{ sku }") { sku: ID! name: String! price: Price! }
type Price { amount: Int! currency: String! }
type Problem { code: String! message: String! }
type ProductResult { product: Product problem: Problem }
type Query {
  product(sku: ID!): Product
  _products(skus: [ID!]!): [Product]! @merge(keyField: "sku", keyArg: "skus")
}
type Mutation { rename(sku: ID!, name: String!): ProductResult! }
`;

/** What an app's build sees: both together, without directives and the gateway's own fields. */
const composedSdl = `
enum OrderStatus { PLACED SENT }
type Order { id: ID! number: String! status: OrderStatus! total(currency: String): Int! buyer: Buyer lines: [OrderLine!]! }
type OrderLine { sku: ID! quantity: Int! product: Product }
type Product { sku: ID! name: String! price: Price! }
type Price { amount: Int! currency: String! }
union Buyer = Person | Company
type Person { name: String! }
type Company { name: String! vat: String! }
type Problem { code: String! message: String! }
type OrderResult { order: Order problem: Problem }
type ProductResult { product: Product problem: Problem }
enum Priority { LOW HIGH }
input LineInput { sku: ID! quantity: Int! = 1 }
input PlaceOrderInput { lines: [LineInput!]! note: String priority: Priority }
type Query { order(id: ID!): Order orders(first: Int = 50, status: OrderStatus): [Order!]! product(sku: ID!): Product }
type Mutation { placeOrder(input: PlaceOrderInput!): OrderResult! rename(sku: ID!, name: String!): ProductResult! }
type Subscription { orderList: [Order!]! }
`;

export const ordersOperations = `query OrdersOne($id: ID!) {
  order(id: $id) {
    id
    number
    status
    total
    buyer { ... on Person { name } ... on Company { vat } }
    lines { sku product { name price { amount } } }
  }
}
query OrdersAll($status: OrderStatus) {
  orders(first: 10, status: $status) { id }
}
mutation OrdersPlace($input: PlaceOrderInput!) {
  placeOrder(input: $input) { order { id } problem { code } }
}
subscription OrdersLive {
  orderList { id status lines { sku } }
}
`;

export function appContract(
  operations: string,
  contributions: Partial<Contributions> = {},
  shared: Record<string, string> = { react: '^19.3.0', 'react-dom': '^19.3.0', '@tessera/shared-ui': '^1.0.0' },
) {
  const document = parse(operations);
  const { operations: uses, types } = deriveUses(
    [{ file: 'src/operations/all.graphql', document }],
    buildSchema(composedSdl),
  );
  return {
    operations: document.definitions.flatMap((node) => {
      if (node.kind !== 'OperationDefinition') return [];
      const name = node.name!.value;
      return [
        {
          name,
          kind: node.operation,
          hash: ''.padStart(64, '0'),
          text: operations.slice(node.loc!.start, node.loc!.end),
          source: { file: 'src/operations/all.graphql', line: node.loc!.startToken.line },
          uses: [...uses.get(name)!],
        },
      ];
    }),
    types,
    shared,
    contributions: { ...noContributions, ...contributions },
  };
}

const text = { type: 'string' };
const object = (properties: Record<string, unknown>, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
});
const open = (properties: Record<string, unknown>, required = Object.keys(properties)) => ({
  type: 'object',
  properties,
  required,
});

export const orderPlaced = object({
  orderId: text,
  status: { type: 'string', enum: ['PLACED', 'DRAFT'] },
  note: { anyOf: [text, { type: 'null' }] },
  lines: { type: 'array', items: object({ sku: text, quantity: { type: 'integer', minimum: 1 } }) },
});

export function serviceContract(service: string, schema: string, more: Partial<ServiceContract> = {}): ServiceContract {
  return { service, schema, streams: [], events: {}, consumes: {}, live: {}, computed: [], ...more };
}

const catalogSlots: Partial<Contributions> = {
  routes: [{ path: '/catalog', page: 'p', title: 'Catalog' }],
  slots: {
    offers: ['catalog/product-actions/v1'],
    fills: [],
    gives: { 'catalog/product-actions/v1': { type: 'object', properties: { sku: text }, required: ['sku'] } },
  },
};
const ordersSlots: Partial<Contributions> = {
  routes: [
    { path: '/orders', page: 'p', title: 'Orders' },
    { path: '/orders/$orderId', page: 'p', title: 'Order' },
  ],
  commands: [{ id: 'orders.new', label: 'New' }],
  slots: {
    offers: [],
    fills: ['catalog/product-actions/v1'],
    needs: { 'catalog/product-actions/v1': { type: 'object', properties: { sku: text }, required: ['sku'] } },
  },
};

const entry = (version: string) => ({ version, file: 'x.js' });

export const product = {
  orders: { module: 'orders', version: '1.4.0', kind: 'app', contract: appContract(ordersOperations, ordersSlots) },
  catalog: {
    module: 'catalog',
    version: '1.0.0',
    kind: 'app',
    contract: appContract(
      'query CatalogOne($sku: ID!) { product(sku: $sku) { name } }\nmutation CatalogRename($sku: ID!) { rename(sku: $sku, name: "x") { problem { code } } }',
      catalogSlots,
    ),
  },
  ordersService: {
    module: 'orders-service',
    version: '1.0.0',
    kind: 'service',
    contract: serviceContract('orders', ordersSdl, {
      events: { OrderPlaced: { version: 1, schema: orderPlaced } },
      live: { orderList: { projection: 'orders', type: 'Order' } },
      computed: ['OrderLine.product'],
    }),
  },
  catalogService: {
    module: 'catalog-service',
    version: '1.0.0',
    kind: 'service',
    contract: serviceContract('catalog', catalogSdl, {
      consumes: {
        'orders.OrderPlaced': {
          version: 1,
          schema: open({ orderId: text, lines: { type: 'array', items: open({ sku: text }) } }),
          source: { file: 'src/consumes.ts', line: 7 },
        },
      },
    }),
  },
  shell: {
    module: 'shell',
    version: '1.0.0',
    kind: 'shell',
    contract: {
      operations: [],
      shared: {},
      contributions: noContributions,
      provides: {
        react: entry('19.3.1'),
        'react/jsx-runtime': entry('19.3.1'),
        'react-dom': entry('19.3.1'),
        '@tessera/shared-ui': entry('1.2.0'),
      },
    },
  },
} as const satisfies Record<string, ContractOf>;

export const teams = parseTeams({
  teams: {
    orders: { name: 'Orders', contact: '#team-orders' },
    catalog: { name: 'Catalog', contact: '#team-catalog' },
  },
  modules: {
    orders: { kind: 'app', team: 'orders', path: 'apps/orders' },
    catalog: { kind: 'app', team: 'catalog', path: 'apps/catalog' },
    'orders-service': { kind: 'service', team: 'orders', path: 'services/orders' },
    'catalog-service': { kind: 'service', team: 'catalog', path: 'services/catalog' },
  },
});

export const live = (contract: ContractOf, roles: readonly LiveRole[] = ['stable'], openTabs = 0): LiveRelease => ({
  ...contract,
  roles,
  openTabs,
});

export function liveSet(...more: readonly LiveRelease[]): LiveSet {
  return {
    environment: 'production',
    position: 'e1.40',
    releases: [...Object.values(product).map((one) => live(one)), ...more],
  };
}

/** The next version of a release, with its contract changed. */
export function next<C extends ContractOf>(
  release: C,
  change: (contract: C['contract']) => C['contract'],
  version = '2.0.0',
): C {
  return { ...release, version, contract: change(structuredClone(release.contract)) };
}
