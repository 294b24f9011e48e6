/** What `tessera publish` extracts of an app, on an app made for the purpose. */
import { parseManifest, type ServiceContract } from '@tessera/contracts';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { repository } from '../commands/context.ts';
import { readTeams } from '../supervisor/plan.ts';
import { contributionsOf, readContributions } from './contributions.ts';
import { findModule, type ModuleFolder } from './find-module.ts';
import { checkOperations } from './live-graph.ts';
import { manifestAs } from './manifest.ts';
import { readOperations } from './operations.ts';
import { listReleaseFiles } from './release-files.ts';
import { sharedRanges } from './shared-ranges.ts';

const made: string[] = [];
afterEach(() => made.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-app-'));
  made.push(folder);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const app = `
import { label } from './label.ts';
export default {
  name: 'orders',
  routes: [{ path: '/orders', page: 'list', title: label }],
  pages: { list: () => import('./pages/list.tsx') },
  navigation: [{ label, to: '/orders', icon: 'box', group: 'Sell' }],
  slots: { offers: [], fills: { 'catalog/product-actions/v1': () => import('./slots/add.tsx') } },
  commands: [{ id: 'orders.new', label: 'New' }],
};`;
const query = `# A comment above, so that lines matter.

query OrdersNumbers($search: String) {
  orders(search: $search) {
    ...Numbers
  }
}
`;
const fragment = 'fragment Numbers on OrderPage { total items { id number } }\n';

describe('the contract of an app', () => {
  it('holds what src/app.ts contributes, without running its pages', async () => {
    const folder = folderWith({
      'src/app.ts': app,
      'src/label.ts': "export const label: string = 'Orders';",
      'src/pages/list.tsx': 'throw new Error("a page was run");',
    });
    expect(await readContributions('orders', folder)).toEqual({
      routes: [{ path: '/orders', page: 'list', title: 'Orders' }],
      navigation: [{ label: 'Orders', to: '/orders', icon: 'box', group: 'Sell' }],
      slots: { offers: [], fills: ['catalog/product-actions/v1'] },
      commands: [{ id: 'orders.new', label: 'New' }],
    });
  });

  it('refuses an app.ts that does not fit, saying where', async () => {
    expect(() => contributionsOf('orders', { name: 'order' })).toThrow(/calls itself "order"/);
    const missingPage = { name: 'orders', routes: [{ path: '/orders', page: 'lst', title: 'x' }], pages: { list: 1 } };
    expect(() => contributionsOf('orders', missingPage)).toThrow(/route \/orders shows page "lst"/);
    const badSlot = { name: 'orders', slots: { offers: ['mine'] } };
    expect(() => contributionsOf('orders', badSlot)).toThrow(
      expect.objectContaining({ why: expect.stringContaining('slots.offers.0') }),
    );
    const folder = folderWith({ 'src/app.ts': "throw new Error('window is not here');" });
    await expect(readContributions('orders', folder)).rejects.toMatchObject({
      code: 'BUILD_FAILED',
      why: expect.stringContaining('window is not here'),
    });
  });

  it('holds its operations whole, hashed, with file and line', async () => {
    const folder = folderWith({
      'src/operations/numbers.graphql': query,
      'src/operations/parts/fragment.graphql': fragment,
    });
    const { operations, types } = await readOperations(repository, 'orders', folder);
    const [operation, ...more] = operations;
    expect(more).toEqual([]);
    expect(operation).toMatchObject({
      name: 'OrdersNumbers',
      kind: 'query',
      source: { file: 'src/operations/numbers.graphql', line: 3 },
    });
    const fragmentFile = 'src/operations/parts/fragment.graphql';
    expect(operation!.uses).toEqual([
      {
        field: 'orders',
        type: 'OrderPage!',
        line: 4,
        args: { search: { variable: 'String' } },
        select: [
          { field: 'total', type: 'Int!', line: 1, file: fragmentFile },
          {
            field: 'items',
            type: '[Order!]!',
            line: 1,
            file: fragmentFile,
            select: [
              { field: 'id', type: 'ID!', line: 1, file: fragmentFile },
              { field: 'number', type: 'String!', line: 1, file: fragmentFile },
            ],
          },
        ],
      },
    ]);
    expect(types).toEqual({ enums: {}, inputs: {}, abstract: {}, scalars: ['String', 'Int', 'ID'] });
    expect(operation!.text).toContain(
      'fragment Numbers on OrderPage { __typename items { __typename id number } total }',
    );
    expect(operation!.text).toMatch(
      /query OrdersNumbers\(\$search: String\) { orders\(search: \$search\) { __typename/,
    );
  });

  it('refuses an operation that the schema does not have, with file and line', async () => {
    const folder = folderWith({ 'src/operations/numbers.graphql': query.replace('...Numbers', 'totl') });
    await expect(readOperations(repository, 'orders', folder)).rejects.toMatchObject({
      code: 'OPERATION_REFUSED',
      why: expect.stringMatching(
        /Cannot query field "totl" on type "OrderPage".*\n.*src\/operations\/numbers\.graphql:5/,
      ),
    });
  });

  it('needs the shared packages in ranges, whatever they are pinned to here', () => {
    expect(
      sharedRanges(
        {
          dependencies: { react: '19.3.1', 'lucide-react': '1.0.0', '@tessera/shared-ui': 'file:../../shared-ui' },
          peerDependencies: { 'react-dom': '>=19' },
        },
        join(repository, 'apps', 'orders'),
      ),
    ).toEqual({
      react: '^19.3.1',
      'react-dom': '>=19',
      // What `npm install ../tessera/shared-ui` writes.
      '@tessera/shared-ui': '^1.0.0',
    });
  });

  it('makes a manifest that holds, whose digest does not depend on when it was built', async () => {
    const built = folderWith({ 'orders.js': 'export default 1;', 'assets/a.css': 'a{}' });
    const module: ModuleFolder = {
      module: 'orders',
      kind: 'app',
      team: 'orders',
      contact: '#x',
      folder: built,
      version: '1.0.0',
      manifest: {},
    };
    const contributions = { routes: [], navigation: [], slots: { offers: [], fills: [] }, commands: [] };
    const draft = {
      kind: 'frontend' as const,
      module,
      build: { entry: 'orders.js', css: ['assets/a.css'], preload: [] },
      files: await listReleaseFiles(built),
      operations: [],
      contributions,
    };
    const first = await manifestAs({ ...draft, builtAt: '2026-01-01T00:00:00.000Z' }, '1.0.0');
    expect(parseManifest(first)).toEqual(first);
    expect((await manifestAs({ ...draft, builtAt: '2027-01-01T00:00:00.000Z' }, '1.0.0')).digest).toBe(first.digest);
    expect((await manifestAs({ ...draft, builtAt: '2026-01-01T00:00:00.000Z' }, '1.0.1')).digest).not.toBe(
      first.digest,
    );
  });

  it('lets no link and no unknown file into a release', async () => {
    const linked = folderWith({ 'orders.js': '1' });
    symlinkSync('/etc/hostname', join(linked, 'host.txt'));
    await expect(listReleaseFiles(linked)).rejects.toMatchObject({
      message: expect.stringContaining('symbolic link: host.txt'),
    });
    await expect(listReleaseFiles(folderWith({ 'run.sh': '#!' }))).rejects.toMatchObject({
      message: expect.stringContaining('"run.sh"'),
    });
    await expect(listReleaseFiles(folderWith({ '.env.js': '1' }))).rejects.toMatchObject({
      why: 'its name is not a safe path',
    });
  });
});

describe('operations on the running graph', () => {
  const service: ServiceContract = {
    service: 'orders',
    schema: `type Order @key(selectionSet: "{ id }") { id: ID! total: Int! product: String }
      type Query { order(id: ID!): Order _orders(ids: [ID!]!): [Order]! @merge(keyField: "id", keyArg: "ids") }
      type Subscription { orderList: [Order!]! @live(projection: "orders") }`,
    events: {},
    streams: [],
    consumes: {},
    live: { orderList: { projection: 'orders', type: 'Order' } },
    computed: ['Order.product'],
  };
  const operation = (kind: 'query' | 'subscription', text: string) => ({
    name: 'X',
    kind,
    hash: '',
    text,
    source: { file: 'src/operations/x.graphql', line: 7 },
  });

  it('pass when it offers what they ask for', () => {
    checkOperations(
      'orders',
      [
        operation('query', 'query X { order(id: "1") { total } }'),
        operation('subscription', 'subscription X { orderList { id } }'),
      ],
      [service],
    );
  });

  it('are told with file and line when another release of a service may answer them', () => {
    const [waits, ...more] = checkOperations(
      'orders',
      [operation('query', 'query X { order(id: "1") { sum } }')],
      [service],
    );
    expect(more).toEqual([]);
    expect(waits).toMatch(/^src\/operations\/x\.graphql:7 {2}X: Cannot query field "sum"/);
  });

  it('are refused with file and line when no graph can answer them', () => {
    const why = (text: string, kind: 'query' | 'subscription') => {
      try {
        checkOperations('orders', [operation(kind, text)], [service]);
      } catch (error) {
        return (error as { why: string }).why;
      }
      return 'accepted';
    };
    expect(why('query X($a: Int) { order(id: "1") { id } }', 'query')).toMatch(
      /^src\/operations\/x\.graphql:7 {2}X: Variable "\$a" is never used/,
    );
    expect(why('query X { order(id: "1") {', 'query')).toMatch(/Syntax Error/);
    expect(why('subscription X { orderList { id product } }', 'subscription')).toMatch(/Order\.product is computed/);
  });
});

describe('which module a folder holds', () => {
  const teams = readTeams(repository);

  it('is decided by its package name, so a working copy is the same module', () => {
    const copy = folderWith({ 'package.json': JSON.stringify({ name: '@tessera/app-orders', version: '1.4.0' }) });
    expect(findModule(repository, teams, copy, '/')).toMatchObject({
      module: 'orders',
      kind: 'app',
      team: 'orders',
      version: '1.4.0',
      folder: copy,
    });
    expect(findModule(repository, teams, 'apps/orders', repository)).toMatchObject({
      module: 'orders',
      contact: '#team-orders',
    });
  });

  it('is said by the tessera.json of a folder in another repository', () => {
    const own = { module: 'visits', team: 'visitors', contact: '#team-visitors' };
    const routes = [{ path: '/visits', page: './visits', title: 'Visits' }];
    const folder = (moduleFile: object) =>
      folderWith({
        'package.json': JSON.stringify({ name: 'visits', version: '0.3.0' }),
        'tessera.json': JSON.stringify(moduleFile),
      });
    expect(findModule(repository, teams, folder(own), '/')).toMatchObject({ ...own, kind: 'app', version: '0.3.0' });
    const remote = findModule(repository, teams, folder({ ...own, format: 'mf', contributions: { routes } }), '/');
    expect(remote.outside).toMatchObject({ format: 'mf', dist: 'dist', entry: 'remoteEntry.js' });
    expect(remote.outside).toMatchObject({ contributions: { routes, navigation: [], slots: { fills: [] } } });
    expect(() => findModule(repository, teams, folder({ ...own, dist: '../../elsewhere' }), '/')).toThrow(
      /does not say which module this is/,
    );
  });

  it('is refused with what there is instead', () => {
    const why = (path: string) => {
      try {
        findModule(repository, teams, path, repository);
      } catch (error) {
        return `${(error as Error).message}: ${(error as { why: string }).why}`;
      }
      return 'accepted';
    };
    expect(why('services/orders')).toBe('accepted');
    expect(why('gateway')).toMatch(/gateway is a gateway, and those are not published/);
    expect(why('packages/cli')).toMatch(
      /no module that teams.json lists: its package is called "@tessera\/cli"; publishable are services\/catalog, .*shell, apps\//,
    );
    expect(why('docs')).toMatch(/there is no package\.json/);
  });
});
