/** A product of real processes for tests of deploying services: the gateway, the releases service, and a small shop of the test's own. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from '../commands/context.ts';
import { dataFolder, type DataFolder } from '../data-folder/paths.ts';

export interface ShopProduct {
  readonly root: string;
  readonly data: DataFolder;
  /** Writes the shop's source: what it is from its next publish on. */
  write(shop: ShopSource): void;
  /** Writes the app: its one operation, against the shop as it was written last. */
  writeApp(operation: string): void;
  remove(): void;
}

export interface ShopSource {
  /** `Sale.label` answers with it; without one there is no such field. */
  readonly label?: string;
  /** The fold is another one, so that its documents are made anew. */
  readonly revision?: number;
  /** The item whose sales it cannot show. */
  readonly failsAt?: string;
  /** Its policy throws. */
  readonly thankless?: boolean;
  /** What its process does first. */
  readonly first?: string;
}

/** Where a field's code is: in the module of the repository that is run. */
const mainOf = (path: string) => `await import(${JSON.stringify(pathToFileURL(join(repository, path)).href)});`;

const schemaOf = ({ label }: ShopSource): string => `
type Sale @key(selectionSet: "{ id }") { id: ID! item: String! thanked: Boolean! ${label === undefined ? '' : 'label: String'} }
type Problem { code: String! message: String! field: String }
type SaleResult { sale: Sale position: String problem: Problem }
type Query { sale(id: ID!): Sale }
type Mutation { sell(commandId: ID!, id: ID!, item: String!): SaleResult! }
type Subscription { sales: [Sale!]! @live(projection: "sales") }
`;

const shopOf = (source: ShopSource): string => `
import { z } from 'zod';
import { command, defineService, emit, event, projection, send } from '@tessera/service-kit';

const schema = \`${schemaOf(source)}\`;

export const shop = defineService({
  name: 'shop',
  schema,
  events: {
    Sold: event(1, z.object({ id: z.string(), item: z.string() })),
    Thanked: event(1, z.object({ id: z.string() })),
  },
  streams: {
    sale: {
      initial: { sold: false },
      evolve: { Sold: () => ({ sold: true }), Thanked: (state) => state },
      decide: {
        sell: command(z.object({ id: z.string(), item: z.string() }), (state, input) => (state.sold ? [] : [emit('Sold', input)])),
        thank: command(z.object({ id: z.string() }), (_state, input) => [emit('Thanked', input)]),
      },
    },
  },
  projections: {
    sales: projection({
      type: 'Sale',
      revision: ${source.revision ?? 0},
      on: {
        Sold: (docs, e) => docs.put(e.data.id, { id: e.data.id, item: e.data.item, thanked: false }),
        Thanked: (docs, e) => docs.patch(e.data.id, (sale) => ({ ...sale, thanked: true })),
      },
    }),
  },
  policies: { thank: { on: 'Sold', then: (_docs, e) => ${source.thankless ? 'e.data.nobody.id' : "send('sale', e.data.id, 'thank', { id: e.data.id })"} } },
  live: { sales: () => ({ partition: '*' }) },
  resolvers: {
    Query: {
      sale: (_, { id }, ctx) => {
        const sale = ctx.docs('sales').get(id);
        if (sale !== null && sale.item === ${JSON.stringify(source.failsAt ?? null)}) throw new Error('the shop fails');
        return sale;
      },
    },
    Mutation: {
      sell: async (_, { commandId, ...input }, ctx) => {
        const result = await ctx.command('sale', input.id, 'sell', input, { commandId });
        return { ...result, sale: ctx.docs('sales').get(input.id) };
      },
    },
    ${source.label === undefined ? '' : `Sale: { label: () => ${JSON.stringify(source.label)} },`}
  },
});
`;

const shopMain = ({ first = '' }: ShopSource): string => `
import { runService } from '@tessera/service-kit/node';
import { shop } from './service.ts';

${first}
await runService(shop);
`;

export function createShopProduct(): ShopProduct {
  const root = mkdtempSync(join(tmpdir(), 'tessera-shop-'));
  const put = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const packageOf = (name: string) => JSON.stringify({ name, version: '1.0.0', type: 'module' });
  put('gateway/package.json', packageOf('gateway'));
  put('gateway/src/main.ts', mainOf('gateway/src/main.ts'));
  put('services/releases/package.json', packageOf('releases'));
  put('services/releases/src/main.ts', mainOf('services/releases/src/main.ts'));
  put('services/shop/package.json', packageOf('shop'));
  put('apps/shopper/package.json', packageOf('shopper'));
  put(
    'teams.json',
    JSON.stringify({
      teams: { one: { name: 'One', contact: '#one' }, platform: { name: 'Platform', contact: '#platform' } },
      modules: {
        'releases-service': { kind: 'service', team: 'platform', path: 'services/releases' },
        'shop-service': { kind: 'service', team: 'one', path: 'services/shop' },
        shopper: { kind: 'app', team: 'one', path: 'apps/shopper' },
        gateway: { kind: 'gateway', team: 'platform', path: 'gateway' },
      },
    }),
  );
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  let schema = '';
  const write = (shop: ShopSource) => {
    schema = schemaOf(shop);
    put('services/shop/src/service.ts', shopOf(shop));
    put('services/shop/src/main.ts', shopMain(shop));
  };
  write({});
  return {
    root,
    data: dataFolder(root, { flag: join(root, 'data'), env: undefined, cwd: root }),
    write,
    writeApp(operation) {
      put('services/shop/schema.graphql', schema);
      put('apps/shopper/src/operations/shopper.graphql', operation);
      put(
        'apps/shopper/package.json',
        JSON.stringify({
          name: 'shopper',
          version: '1.0.0',
          type: 'module',
          imports: { '#graphql': './.tessera/graphql/graphql.ts' },
        }),
      );
      put(
        'apps/shopper/src/pages/sale.ts',
        "import * as documents from '#graphql';\nexport default () => Object.keys(documents).join();\n",
      );
      put(
        'apps/shopper/src/app.ts',
        "export default { name: 'shopper', routes: [{ path: '/sale', page: 'sale', title: 'Sale' }], pages: { sale: () => import('./pages/sale.ts') } };\n",
      );
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}
