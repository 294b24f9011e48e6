import specs from '@asyncapi/specs';
import { Ajv } from 'ajv';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { asyncApiDocument, parseServiceContract } from '@tessera/contracts';
import { afterAll, expect, it } from 'vitest';
import { main } from '../main.ts';

interface Document {
  channels: Record<string, { address: string; messages: object }>;
  operations: Record<string, { action: string; channel: { $ref: string }; messages: { $ref: string }[] }>;
  components: { messages: Record<string, { payload: { $ref: string } }>; schemas: Record<string, object> };
}

const folder = mkdtempSync(join(tmpdir(), 'tessera-asyncapi-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The official JSON Schema of AsyncAPI 3.0 documents. */
const validate = new Ajv({
  strict: false,
  meta: false,
  validateSchema: false,
  allErrors: true,
  validateFormats: false,
}).compile(specs.schemas['3.0.0'] as object);

async function written(...flags: string[]): Promise<Document> {
  const out = join(folder, `${flags.join('') || 'all'}.json`);
  await main(['contracts', 'asyncapi', '--out', out, ...flags]);
  return JSON.parse(readFileSync(out, 'utf8')) as Document;
}

/** Every reference in it leads somewhere. */
function danglingIn(document: object): string[] {
  const dangling: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    const { $ref } = value as { $ref?: unknown };
    if (typeof $ref === 'string') {
      const steps = $ref.slice(2).split('/');
      const found = steps.reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], document);
      if (found === undefined) dangling.push($ref);
    }
    Object.values(value).forEach(visit);
  };
  visit(document);
  return dangling;
}

it('is a valid AsyncAPI 3.0 document of the whole product, without a running one', async () => {
  const document = await written();
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
  expect(danglingIn(document)).toEqual([]);
  expect(Object.keys(document.channels)).toEqual(expect.arrayContaining(['orders', 'fulfilment', 'catalog']));
  expect(document.components.messages).toHaveProperty(['fulfilment.ShipmentDispatched.v1', 'x-tessera-up']);
  expect(document.components.messages).toHaveProperty(['fulfilment.ShipmentDispatched.v1', 'x-tessera-down']);
  expect(document.components.messages).toHaveProperty(['fulfilment.ShipmentDispatched.v2']);
  expect(document.operations['orders.receive.fulfilment']).toMatchObject({ action: 'receive' });
});

it('of one service: what it records and what it reads', async () => {
  const document = await written('--service', 'orders');
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
  expect(Object.keys(document.operations)).toEqual([
    'orders.send',
    'orders.receive.catalog',
    'orders.receive.fulfilment',
  ]);
  const types = Object.keys(document.components.messages);
  expect(types).toContain('catalog.PriceChanged.v1');
  expect(types).not.toContain('fulfilment.StockReceived.v1');
});

it('describes tuples and recursive schemas in a way that holds in the whole document', () => {
  const tree = { $ref: '#/$defs/tree' };
  const schema = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    properties: { tree, pair: { type: 'array', prefixItems: [{ type: 'string' }], items: false } },
    $defs: { tree: { type: 'object', properties: { left: tree } } },
  };
  const contract = parseServiceContract({
    service: 'garden',
    schema: 'type Query { a: Int }',
    events: { Planted: { version: 1, schema } },
    live: {},
    computed: [],
  });
  const document = asyncApiDocument([contract], { title: 'Garden', version: '1.0.0' });
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
  expect(danglingIn(document)).toEqual([]);
  expect(document).toHaveProperty(
    ['components', 'schemas', 'garden.Planted.v1', 'properties', 'pair', 'additionalItems'],
    false,
  );
});
