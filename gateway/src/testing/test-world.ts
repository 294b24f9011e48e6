/** A gateway over three small services, with people and teams, on real HTTP. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { liveRowSchema, operationsIn, parseTeams } from '@tessera/contracts';
import type { LiveRow, Manifest } from '@tessera/contracts';
import { startGateway } from '../gateway.ts';
import type { Gateway } from '../gateway.ts';
import type { GatewayOptions } from '../options.ts';
import { createTestSigner } from './test-signer.ts';
import type { TestSigner } from './test-signer.ts';
import { uploadBody } from './test-release.ts';
import type { TestRelease } from './test-release.ts';
import { internalToken, startTestService } from './test-service.ts';
import type { TestService } from './test-service.ts';

const ordersSdl = `
type Order @key(selectionSet: "{ id }") { id: ID! number: String! total: Int! customer: ID! secret: String lines: [OrderLine!]! }
type OrderLine { sku: ID! quantity: Int! product: Product }
type Product @key(selectionSet: "{ sku }") { sku: ID! }
type OrderResult { order: Order position: String }
type Query { order(id: ID!): Order orders: [Order!]! whoami: String fail: String _orders(ids: [ID!]!): [Order]! @merge(keyField: "id", keyArg: "ids") }
type Mutation { place(id: ID!): OrderResult! }
type Subscription { orderList(customer: ID): [Order!]! @live(projection: "orders") }`;
const catalogSdl = `
type Product @key(selectionSet: "{ sku }") { sku: ID! name: String! }
type Query { product(sku: ID!): Product _products(skus: [ID!]!): [Product]! @merge(keyField: "sku", keyArg: "skus") }
type Subscription { productList: [Product!]! @live(projection: "products") }`;
const releasesSdl = `
type LiveModule { id: ID! module: String! version: String! }
type Previews @key(selectionSet: "{ id }") { id: ID! }
type Problem { code: String! message: String! }
type Told { problem: Problem }
input PreviewedServiceInput { module: String! version: String! digest: String! }
input OpenPreviewInput { commandId: ID! id: ID! environment: String! team: String! releases: [String!] services: [PreviewedServiceInput!]! expires: String! }
scalar Counts
input ReportHealthInput { commandId: ID! environment: String! gateway: String! counts: Counts! }
scalar Services
input ReportServingInput { commandId: ID! environment: String! gateway: String! services: Services! }
input EndPreviewInput { commandId: ID! id: ID! environment: String! team: String! }
type Query { composition(environment: String = "production"): [LiveModule!]! }
type Mutation { openPreview(input: OpenPreviewInput!): Told! endPreview(input: EndPreviewInput!): Told! reportHealth(input: ReportHealthInput!): Told! reportServing(input: ReportServingInput!): Told! }
type Subscription {
  composition(environment: String = "production"): [LiveModule!]! @live(projection: "composition")
  previews(environment: String = "production"): [Previews!]! @live(projection: "previews")
}`;

export const teams = parseTeams({
  teams: {
    orders: { name: 'Orders', contact: '#team-orders' },
    catalog: { name: 'Catalog', contact: '#team-catalog' },
    platform: { name: 'Platform', contact: '#team-platform' },
  },
  modules: {
    shell: { kind: 'shell', team: 'platform', path: 'shell' },
    orders: { kind: 'app', team: 'orders', path: 'apps/orders' },
    catalog: { kind: 'app', team: 'catalog', path: 'apps/catalog' },
    'orders-service': { kind: 'service', team: 'orders', path: 'services/orders' },
    'catalog-service': { kind: 'service', team: 'catalog', path: 'services/catalog' },
  },
});
export const tokens = {
  orders: 'deploy-token-of-orders',
  catalog: 'deploy-token-of-catalog',
  platform: 'deploy-token-of-platform',
};

export interface World {
  readonly gateway: Gateway;
  readonly services: { readonly orders: TestService; readonly catalog: TestService; readonly releases: TestService };
  readonly dataFolder: string;
  /** Signs compositions as the releases service does. */
  readonly signer: TestSigner;
  /** Every line the gateway logged. */
  readonly logged: string[];
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Signs a development identity in; the cookie to send. */
  signIn(identity?: string): Promise<string>;
  /** POST /graphql with the cookie; the parsed answer. */
  ask(cookie: string, body: object, headers?: Record<string, string>): Promise<GraphqlAnswer>;
  askByHash(
    cookie: string,
    release: TestRelease,
    operation: string,
    variables?: object,
    headers?: Record<string, string>,
  ): Promise<GraphqlAnswer>;
  upload(
    release: TestRelease,
    options?: { token?: string; body?: Buffer<ArrayBuffer>; address?: string },
  ): Promise<Response>;
  /** Uploads, signs the composition, lets the releases service say so, and waits until the gateway serves it. */
  goLive(release: TestRelease, previous?: Manifest, more?: object): Promise<void>;
  /** Says and signs that this is live, and waits until the gateway has taken it. */
  name(row: { readonly module: string; readonly version: string; readonly [more: string]: unknown }): Promise<void>;
  restartGateway(options?: Partial<GatewayOptions>): Promise<void>;
  close(): Promise<void>;
}

export interface GraphqlAnswer {
  readonly status: number;
  readonly code?: string;
  readonly data?: Record<string, unknown> | null;
  readonly errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  readonly extensions?: { positions?: Record<string, string> };
}

export async function startWorld(options: Partial<GatewayOptions> = {}): Promise<World> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tessera-gateway-'));
  const order = (id: string): object => ({
    id,
    number: `BW-${id}`,
    total: 100,
    customer: 'ada',
    lines: [{ sku: 'p1', quantity: 2, product: { sku: 'p1' } }],
  });
  const orders = await startTestService({
    name: 'orders',
    sdl: ordersSdl,
    computed: ['OrderLine.product'],
    live: { orderList: { projection: 'orders', type: 'Order' } },
    partition: (document) => String(document['customer']),
    partitionOf: (_field, args, user) =>
      user === null || (args['customer'] !== undefined && args['customer'] !== user.id)
        ? undefined
        : ((args['customer'] as string | undefined) ?? '*'),
    resolvers: {
      Query: {
        order: (_: unknown, { id }: { id: string }) => order(id),
        orders: () => ['1', '2'].map(order),
        whoami: (_: unknown, __: unknown, { user }: { user: { id: string; roles: string[] } | null }) =>
          user === null ? null : `${user.id} ${user.roles.join(' ')}`,
        fail: () => {
          throw new Error('the reason');
        },
        _orders: (_: unknown, { ids }: { ids: string[] }) => ids.map(order),
      },
      Mutation: {
        place: (_: unknown, { id }: { id: string }) => ({
          order: order(id),
          position: orders.put('orders', id, order(id) as Record<string, unknown>),
        }),
      },
    },
  });
  const catalog = await startTestService({
    name: 'catalog',
    sdl: catalogSdl,
    live: { productList: { projection: 'products', type: 'Product' } },
    resolvers: {
      Query: {
        product: (_: unknown, { sku }: { sku: string }) => ({ sku, name: `Product ${sku}` }),
        _products: (_: unknown, { skus }: { skus: string[] }) => skus.map((sku) => ({ sku, name: `Product ${sku}` })),
      },
    },
  });
  const previews: Record<string, unknown>[] = [];
  const tellPreviews = () => {
    releases.put('previews', 'production', { id: 'production', environment: 'production', previews: [...previews] });
    return { problem: null };
  };
  const releases = await startTestService({
    name: 'releases',
    sdl: releasesSdl,
    live: {
      composition: { projection: 'composition', type: 'LiveModule' },
      previews: { projection: 'previews', type: 'Previews' },
    },
    partition: (document) => String(document['environment']),
    partitionOf: (_field, args) => String(args['environment'] ?? 'production'),
    resolvers: {
      Query: { composition: () => [] },
      Mutation: {
        openPreview: (_: unknown, { input }: { input: Record<string, unknown> }) => {
          previews.push({ ...input, ended: false });
          return tellPreviews();
        },
        reportHealth: () => ({ problem: null }),
        reportServing: () => ({ problem: null }),
        endPreview: (_: unknown, { input }: { input: Record<string, unknown> }) => {
          const found = previews.findIndex(({ id }) => id === input['id']);
          if (found === -1) return { problem: { code: 'NO_SUCH_PREVIEW', message: 'there is none' } };
          previews[found] = { ...previews[found], ended: true };
          return tellPreviews();
        },
      },
    },
  });
  const services = { orders, catalog, releases };
  const deployTokensFile = join(dataFolder, 'deploy-tokens.json');
  const hashes = Object.entries(tokens).map(([team, token]) => [
    team,
    createHash('sha256').update(token).digest('hex'),
  ]);
  await writeFile(deployTokensFile, JSON.stringify(Object.fromEntries(hashes)));
  const logged: string[] = [];
  const signer = await createTestSigner(dataFolder);
  const rows = new Map<string, LiveRow>();
  const start = (more: Partial<GatewayOptions> = {}): Promise<Gateway> =>
    startGateway({
      port: 0,
      dataFolder,
      services: Object.fromEntries(Object.values(services).map(({ name, url }) => [name, url])),
      internalToken,
      deployTokensFile,
      compositionKeysFile: signer.keysFile,
      previewKeyFile: signer.previewKeyFile,
      sessionSecret: 'a-session-secret-of-at-least-32-characters',
      teams,
      environment: 'production',
      developmentIdentities: true,
      log: pino({ level: 'debug' }, { write: (line: string) => void logged.push(line) }),
      ...options,
      ...more,
      limits: { contractEveryMs: 100, compositionEveryMs: 50, ...options.limits, ...more.limits },
    });
  let gateway = await start();
  await gateway.ready();

  const world: World = {
    get gateway() {
      return gateway;
    },
    services,
    dataFolder,
    signer,
    logged,
    fetch: (path, init) => fetch(`${gateway.url}${path}`, { redirect: 'manual', ...init }),
    async signIn(identity = 'ada') {
      const response = await world.fetch('/auth/sign-in', { method: 'POST', body: new URLSearchParams({ identity }) });
      const cookie = response.headers.get('set-cookie')?.split(';')[0];
      if (cookie === undefined)
        throw new Error(`signing in as ${identity} answered ${response.status} without a cookie`);
      return cookie;
    },
    async ask(cookie, body, headers = {}) {
      const response = await world.fetch('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, ...headers },
        body: JSON.stringify(body),
      });
      return { status: response.status, ...((await response.json()) as object) };
    },
    askByHash(cookie, { manifest }, name, variables = {}, headers = {}) {
      const operation = operationsIn(manifest).find((each) => each.name === name);
      if (operation === undefined) throw new Error(`${manifest.module} has no operation ${name}`);
      const extensions = { persistedQuery: { version: 1, sha256Hash: operation.hash } };
      return world.ask(
        cookie,
        { variables, extensions },
        { 'x-tessera-app': `${manifest.module}@${manifest.version}`, ...headers },
      );
    },
    async upload(release, { token = tokens.platform, body, address } = {}) {
      const { module, version } = release.manifest;
      const path = address ?? `/_artifacts/${module}/${version}`;
      return world.fetch(path, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' },
        body: body ?? (await uploadBody(release)),
      });
    },
    async goLive(release, previous, more = {}) {
      const response = await world.upload(release);
      if (!response.ok) throw new Error(`the upload answered ${response.status} ${await response.text()}`);
      const { module, kind, team, version, digest } = release.manifest;
      await world.name({
        module,
        kind: kind.toUpperCase(),
        team,
        contact: `#team-${team}`,
        version,
        digest,
        previousVersion: previous?.version ?? null,
        previousDigest: previous?.digest ?? null,
        ...more,
      });
    },
    async name(given) {
      const row = { environment: 'production', since: '2026-11-23T12:00:00.000Z', ...given };
      const { module, version } = row;
      const live = liveRowSchema.parse(row);
      // As the releases service has it: of a library each major is a row.
      const line = live.kind === 'LIBRARY' ? `${module}@${version.split('.')[0]}` : module;
      const revision = releases.put('composition', `production/${line}`, row);
      rows.set(line, live);
      await signer.publish({ revision, rows: [...rows.values()] });
      await until(
        async () =>
          (
            (await (await world.fetch('/readyz')).json()) as { composition: { revision: string | null } }
          ).composition.revision?.startsWith(revision) === true,
        `${module}@${version} to be live`,
      );
    },
    async restartGateway(more) {
      await gateway.close();
      gateway = await start(more);
    },
    async close() {
      await gateway.close();
      await Promise.all(Object.values(services).map((service) => service.stop()));
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
  return world;
}

/** Waits for progress: asks until it is so. */
export async function until(reached: () => Promise<boolean> | boolean, what: string, withinMs = 15_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await reached())) {
    if (Date.now() > end) throw new Error(`waited ${withinMs} ms for ${what}, in vain`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
