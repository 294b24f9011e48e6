import { buildSchema } from 'graphql';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generateAll } from '../generate.mjs';
import { composeSchema } from './composed-schema.mjs';
import { schemaModule } from './service-schemas.mjs';

const orders = `enum Status { OPEN DONE }
type Order @key(selectionSet: "{ id }") { id: ID! status: Status! product: Product }
type Product @key(selectionSet: "{ sku }") { sku: ID! }
type Query { order(id: ID!): Order _orders(ids: [ID!]!): [Order]! @merge(keyField: "id", keyArg: "ids") }
`;
const catalog = `type Product @key(selectionSet: "{ sku }") { sku: ID! name: String! old: String @deprecated(reason: "gone") }
type Query { product(sku: ID!): Product }
`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'tessera-generate-'));
  write('services/orders/schema.graphql', orders);
  write('services/catalog/schema.graphql', catalog);
  write(
    'apps/orders/src/operations/order.graphql',
    'query OrdersOne($id: ID!) {\n  order(id: $id) { id status product { name } }\n}\n',
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), content);
}
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const documents = 'apps/orders/.tessera/graphql/graphql.ts';

describe("services' schema.ts", () => {
  it('says exactly what schema.graphql says, whatever is in it', async () => {
    const sdl = 'type Query {\n  "a `tick`, a ${brace}, a back\\slash"\n  x: String\n}\n';
    const module = (await import(`data:text/javascript,${encodeURIComponent(schemaModule(sdl))}`)) as {
      schema: string;
    };
    expect(module.schema).toBe(sdl);
    expect(schemaModule(sdl)).toMatch(/^\/\/ Generated from schema\.graphql by tools\/generate\.mjs; do not edit\.\n/);
  });

  it('is written when stale, and only named with check', async () => {
    expect((await generateAll({ root, check: true })).stale).toEqual([
      'services/catalog/src/schema.ts',
      'services/orders/src/schema.ts',
    ]);
    expect((await generateAll({ root, check: true })).stale, 'check wrote nothing').toHaveLength(2);
    expect((await generateAll({ root })).stale).toHaveLength(2);
    expect((await generateAll({ root, check: true })).stale).toEqual([]);
    write('services/orders/schema.graphql', `${orders}# more\n`);
    expect((await generateAll({ root, check: true })).stale).toEqual(['services/orders/src/schema.ts']);
  });
});

describe('the composed schema', () => {
  it("joins types of several services and leaves the gateway's own out", () => {
    const schema = composeSchema([
      { name: 'orders', sdl: orders },
      { name: 'catalog', sdl: catalog },
    ]);
    const built = buildSchema(schema);
    const fields = (type: string) =>
      Object.keys((built.getType(type) as unknown as { getFields(): object }).getFields()).sort();
    expect(fields('Product')).toEqual(['name', 'old', 'sku']);
    expect(fields('Query')).toEqual(['order', 'product']);
    expect(schema).not.toMatch(/@merge/);
    expect(schema).toContain('@deprecated(reason: "gone")');
  });

  it('names the service whose schema is not GraphQL', () => {
    expect(() => composeSchema([{ name: 'orders', sdl: 'type {' }])).toThrow(
      /services\/orders\/schema\.graphql is not valid/,
    );
  });
});

describe("apps' typed documents", () => {
  it('are imported by name, carry their hash, and know where they were written', async () => {
    expect((await generateAll({ root })).generated).toEqual(['orders']);
    expect(read(documents)).toContain('export const OrdersOneDocument = ');
    expect(read(documents)).not.toMatch(/\bany\b|\benum \w/);
    // What identifies the objects it selects, for the browser's cache.
    expect(read(documents)).toMatch(/"__meta__":\{"entities":\{[^}]*"Product":\["sku"\]/);
    const [operation] = JSON.parse(read('apps/orders/.tessera/graphql/operations.json')) as {
      text: string;
      hash: string;
    }[];
    expect(operation).toMatchObject({
      name: 'OrdersOne',
      kind: 'query',
      source: { file: 'src/operations/order.graphql', line: 1 },
    });
    expect(operation!.hash).toBe(createHash('sha256').update(operation!.text).digest('hex'));
    expect(read(documents)).toContain(`"hash":"${operation!.hash}"`);
    expect(operation!.text).toBe(
      'query OrdersOne($id: ID!) { order(id: $id) { __typename id product { __typename name } status } }',
    );
  });

  it('are left alone while nothing changed, and follow operations and schema', async () => {
    await generateAll({ root });
    const before = statSync(join(root, documents)).mtimeMs;
    expect((await generateAll({ root })).generated).toEqual([]);
    expect(statSync(join(root, documents)).mtimeMs).toBe(before);
    write('services/catalog/schema.graphql', catalog.replace('name: String!', 'name: String'));
    expect((await generateAll({ root })).generated).toEqual(['orders']);
    expect(read(documents)).toContain('readonly name: string | null');
    rmSync(join(root, documents));
    expect((await generateAll({ root })).generated).toEqual(['orders']);
  });

  it('refuse what the schema does not have, with file and line', async () => {
    write('apps/orders/src/operations/wrong.graphql', 'query Wrong {\n  order(id: 1) {\n    total\n  }\n}\n');
    await expect(generateAll({ root })).rejects.toThrow(
      /orders: operations do not fit.*Cannot query field "total" on type "Order".*wrong\.graphql:3/s,
    );
    write('apps/orders/src/operations/wrong.graphql', 'query {');
    await expect(generateAll({ root })).rejects.toThrow(/wrong\.graphql/);
  });
});

describe('CODEOWNERS', () => {
  const teams = {
    teams: { orders: { email: 'orders@shop.example' }, platform: { email: 'platform@shop.example' } },
    modules: { orders: { team: 'orders', path: 'apps/orders' } },
  };

  it('says what teams.json says, the platform team for the rest; stale is named with check', async () => {
    write('teams.json', JSON.stringify(teams));
    expect((await generateAll({ root })).stale).toContain('CODEOWNERS');
    const lines = readFileSync(join(root, 'CODEOWNERS'), 'utf8').trim().split('\n').slice(1);
    expect(lines.map((line) => line.split(/\s+/))).toEqual([
      ['*', 'platform@shop.example'],
      ['/apps/orders/', 'orders@shop.example'],
      ['/teams.json', 'platform@shop.example'],
    ]);
    expect((await generateAll({ root, check: true })).stale).not.toContain('CODEOWNERS');
    write('teams.json', JSON.stringify(teams).replaceAll('orders@', 'sales@'));
    expect((await generateAll({ root, check: true })).stale).toContain('CODEOWNERS');
  });

  it('cannot be made when a team has no address', async () => {
    write('teams.json', JSON.stringify({ ...teams, teams: { ...teams.teams, orders: {} } }));
    await expect(generateAll({ root })).rejects.toThrow(/team "orders" has no "email"/);
  });
});
