import { buildSchema, graphqlSync, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { compileSelection } from './compile-selection.ts';

const schema = buildSchema(/* GraphQL */ `
  enum Status {
    PLACED
    DONE
  }
  interface Party {
    id: ID!
  }
  type Person implements Party {
    id: ID!
    name: String!
  }
  type Company implements Party {
    id: ID!
    vat: String!
  }
  type Line {
    sku: ID!
    quantity: Int!
    product: Product
  }
  type Product {
    sku: ID!
    title(lang: String): String
  }
  type Order {
    id: ID!
    status: Status!
    lines: [Line!]!
    grid: [[Line!]!]
    customer: Person!
    payer: Party
    note: String
    price(currency: String): Int
  }
  type Query {
    order: Order
  }
  type Subscription {
    orderList(customer: ID, environment: String = "production"): [Order!]!
    search(search: String, first: Int): [Order!]!
    count: Int!
  }
`);
const computed = ['Line.product'];

function compile(text: string) {
  return compileSelection({ document: parse(text), schema, computed });
}
function problemsOf(text: string): string[] {
  const outcome = compile(text);
  return outcome.ok ? [] : outcome.problems.map(({ code, message, at }) => `${code} ${at?.line} ${message}`);
}
function bind(text: string, variables: Record<string, unknown> = {}) {
  const outcome = compile(text);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.problems));
  const bound = outcome.selection.bind(variables);
  if (!bound.ok) throw new Error(bound.problem.message);
  return bound.bound;
}

const order = {
  id: 'o1',
  status: 'PLACED',
  lines: [{ sku: 'a', quantity: 2, secret: 1 }],
  grid: [[{ sku: 'g', quantity: 1 }], []],
  customer: { id: 'c1', name: 'Ada', secret: 'x' },
  payer: { __typename: 'Company', id: 'p1', vat: 'DE1' },
};

describe('compileSelection', () => {
  it('picks what GraphQL execution would answer for the same document (LIVE-8)', () => {
    const selection = /* GraphQL */ `
      __typename
      key: id
      status
      ...Rest
      ... on Order { customer { id } }
      customer { name @skip(if: $brief) }
      note @include(if: $brief)
      missing: note
      grid { sku }
      payer { __typename id ... on Company { vat } ... on Person { name } }
    `;
    const fragment = 'fragment Rest on Order { lines { sku ...Count } } fragment Count on Line { quantity }';
    for (const brief of [true, false]) {
      const bound = bind(`subscription S($brief: Boolean!) { orderList { ${selection} } } ${fragment}`, { brief });
      const oracle = graphqlSync({
        schema,
        source: `query Q($brief: Boolean!) { order { ${selection} } } ${fragment}`,
        rootValue: { order },
        variableValues: { brief },
      });
      expect(oracle.errors).toBeUndefined();
      expect(JSON.stringify(bound.pick(order))).toBe(JSON.stringify(oracle.data!['order']));
    }
  });

  it('coerces arguments, with defaults of field and operation', () => {
    const text = 'subscription S($customer: ID = "c0") { orderList(customer: $customer) { id } }';
    expect(bind(text)).toMatchObject({ field: 'orderList', args: { customer: 'c0', environment: 'production' } });
    expect(bind(text, { customer: 7 }).args).toEqual({ customer: '7', environment: 'production' });
    expect(bind(text, { customer: null }).args).toEqual({ customer: null, environment: 'production' });
  });

  it('refuses variables of the wrong type as a value', () => {
    const outcome = compile('subscription S($customer: ID!) { orderList(customer: $customer) { id } }');
    expect(outcome.ok && outcome.selection.bind({ customer: { a: 1 } })).toMatchObject({
      ok: false,
      problem: { code: 'BAD_VARIABLES', message: expect.stringContaining('$customer') },
    });
    expect(outcome.ok && outcome.selection.bind({})).toMatchObject({ ok: false, problem: { code: 'BAD_VARIABLES' } });
  });

  it('gives operations that pick the same the same key, and others another', () => {
    const key = (text: string, variables = {}) => bind(text, variables).key;
    const plain = key('subscription A { orderList { id status } }');
    expect(key('subscription B { orderList { ...F } } fragment F on Order { id status }')).toBe(plain);
    expect(key('subscription C($s: Boolean!) { orderList { id status note @skip(if: $s) } }', { s: true })).toBe(plain);
    expect(key('subscription D { orderList { id note } }')).not.toBe(plain);
    expect(key('subscription E { orderList { id state: status } }')).not.toBe(plain);
    expect(key('subscription F { orderList { id payer { id } } }')).not.toBe(
      key('subscription F { orderList { id payer { ... on Person { id } } } }'),
    );
  });

  it.each([
    ['{ a: orderList { id } }', 'NOT_ONE_SUBSCRIPTION'],
    ['subscription A { orderList { id } } subscription B { count }', 'NOT_ONE_SUBSCRIPTION'],
    ['subscription { orderList { id } b: orderList { id } }', 'NOT_ONE_ROOT_FIELD'],
    ['subscription { orderList @skip(if: true) { id } }', 'BAD_DIRECTIVE'],
    ['subscription { nothing { id } }', 'UNKNOWN_FIELD'],
    ['subscription { count }', 'NOT_DOCUMENTS'],
    ['subscription { orderList { id nope } }', 'UNKNOWN_FIELD'],
    ['subscription { orderList { id lines } }', 'UNKNOWN_FIELD'],
    ['subscription { orderList { id { x } } }', 'UNKNOWN_FIELD'],
    ['subscription { orderList { lines { product { sku } } } }', 'COMPUTED_FIELD'],
    ['subscription { orderList { price(currency: "EUR") } }', 'FIELD_WITH_ARGUMENTS'],
    ['subscription { orderList { price } }', 'FIELD_WITH_ARGUMENTS'],
    ['subscription { search(first: 3) { id } }', 'SORT_OR_LIMIT'],
    ['subscription { orderList { id @stream } }', 'BAD_DIRECTIVE'],
    ['subscription { orderList { ...Nope } }', 'UNKNOWN_FRAGMENT'],
    ['subscription { orderList { ...F } } fragment F on Order { payer { ...F } }', 'FRAGMENT_CYCLE'],
  ])('refuses %s as %s', (text, code) => {
    expect(problemsOf(text)[0]).toMatch(new RegExp(`^${code} \\d`));
  });

  it('reports every problem at its place, in words that help', () => {
    const problems = problemsOf(
      'subscription {\n  search(search: "x") {\n    nope\n    lines { product { sku } }\n  }\n}',
    );
    expect(problems).toHaveLength(3);
    expect(problems[0]).toContain('SORT_OR_LIMIT 2 Subscription.search(search:)');
    expect(problems[1]).toContain('UNKNOWN_FIELD 3 Order.nope does not exist');
    expect(problems[2]).toContain('COMPUTED_FIELD 4 Line.product is computed');
  });
});
