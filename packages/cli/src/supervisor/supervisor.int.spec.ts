import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { isLocked } from '../data-folder/lock.ts';
import { readState } from '../data-folder/state.ts';
import { createFixtureProduct, fixtureMain, type FixtureProduct } from '../testing/fixture-product.ts';
import { isAlive, until } from '../testing/until.ts';
import { choosePorts } from './ports.ts';
import { startSupervisor, type Supervisor, type SupervisorOptions } from './supervisor.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function fixture(services?: readonly string[]): FixtureProduct {
  const product = createFixtureProduct(services);
  cleanups.push(product.remove);
  return product;
}

async function start(product: FixtureProduct, more: Partial<SupervisorOptions> = {}): Promise<Supervisor> {
  const [port] = await choosePorts([undefined]);
  const supervisor = await startSupervisor({ root: product.root, data: product.data, port: port!, ...more });
  cleanups.push(() => supervisor.stop());
  return supervisor;
}

const processOf = (supervisor: Supervisor, name: string) =>
  supervisor.state().processes.find((one) => one.name === name)!;

/** The sample shop of service-kit; its fold does something else first. */
const shopMain = (first: string): string => {
  const kit = fileURLToPath(new URL('../../../service-kit/src/', import.meta.url));
  return `
import { existsSync, writeFileSync } from 'node:fs';
import { runService } from ${JSON.stringify(`${kit}node/index.ts`)};
import { shop } from ${JSON.stringify(`${kit}sample/shop.ts`)};
const { sales } = shop.projections;
const marker = process.env.TESSERA_DATA + '/hung';
const Sold = (docs, e) => { ${first} sales.on.Sold(docs, e); };
await runService({ ...shop, projections: { sales: { ...sales, on: { ...sales.on, Sold } } } });
`;
};

async function sell(supervisor: Supervisor, id: string): Promise<unknown> {
  const user = { id: 'ada', name: 'Ada', roles: ['customer'] };
  const response = await fetch(`http://127.0.0.1:${supervisor.portOf('shop')}/graphql`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${supervisor.secrets.internalToken}`,
      'content-type': 'application/json',
      'x-tessera-user': Buffer.from(JSON.stringify(user)).toString('base64url'),
    },
    body: JSON.stringify({
      query: `mutation { sell(commandId: "c-${id}", id: "${id}", item: "bolt", quantity: 1) { sale { id } problem { code } } }`,
    }),
  });
  return ((await response.json()) as { data?: unknown }).data;
}

describe('a process that hangs', () => {
  it('in a fold that never returns is killed and started again, and what was recorded is there', async () => {
    const product = fixture(['shop']);
    product.write('services/shop', shopMain("if (!existsSync(marker)) { writeFileSync(marker, ''); for (;;); }"));
    const supervisor = await start(product, {
      backoff: { first: 1 },
      liveness: { everyMs: 50, timeoutMs: 1_500, allowedFailures: 3, allowedToStart: 2_000 },
    });
    await supervisor.whenReady();
    await expect(sell(supervisor, 's1')).rejects.toThrow();
    const again = await until(() => {
      const now = processOf(supervisor, 'shop-service');
      return now.restarts > 0 && now.state === 'ready' && now;
    });
    expect(again.lastExit).toBe('SIGKILL');
    // The same command again: it was recorded before the fold hung.
    expect(await sell(supervisor, 's1')).toEqual({ sell: { sale: { id: 's1' }, problem: null } });
    expect(readFileSync(join(product.data.logs, 'shop-service.log'), 'utf8')).toContain(
      'it hangs (it does not answer)',
    );
  });

  it('is killed, too, when it says so itself', async () => {
    const product = fixture(['alpha']);
    product.write(
      'services/alpha',
      fixtureMain.replace('response.end(', "if (request.url === '/healthz') response.statusCode = 503; response.end("),
    );
    const supervisor = await start(product, {
      backoff: { first: 1 },
      liveness: { everyMs: 20, allowedFailures: 3, allowedToStart: 2_000 },
    });
    await until(() => processOf(supervisor, 'alpha-service').restarts > 0);
    expect(processOf(supervisor, 'alpha-service').lastExit).toBe('SIGKILL');
  });
});

it('runs several processes of a service, each with a store of its own, and tells the gateway of all', async () => {
  const product = fixture();
  const supervisor = await start(product, { replicas: { alpha: 3 } });
  await supervisor.whenReady();
  expect(supervisor.state().processes.map(({ name, module }) => [name, module])).toEqual([
    ['alpha-service', 'alpha-service'],
    ['alpha-service-2', 'alpha-service'],
    ['alpha-service-3', 'alpha-service'],
    ['beta-service', 'beta-service'],
    ['gateway', 'gateway'],
  ]);
  const environment = async (port: number) =>
    (await (await fetch(`http://127.0.0.1:${port}/env`)).json()) as Record<string, string>;
  const ports = supervisor.state().processes.flatMap(({ module, port }) => (module === 'alpha-service' ? [port] : []));
  const [one, two] = await Promise.all(ports.map(environment));
  expect(one).not.toHaveProperty('TESSERA_REPLICA');
  expect(two).toMatchObject({ TESSERA_REPLICA: '2', TESSERA_COPY_FROM: `http://127.0.0.1:${ports[0]}` });
  const gateway = await environment(Number(new URL(supervisor.url).port));
  expect(gateway.TESSERA_SERVICES).toContain(`alpha=${ports.map((port) => `http://127.0.0.1:${port}`).join('|')},`);
  await expect(start(fixture(), { replicas: { gamma: 2 } })).rejects.toMatchObject({ code: 'USAGE' });
});

it('starts nothing while the keys of personal data cannot be opened: everybody would look erased', async () => {
  const product = fixture(['alpha']);
  mkdirSync(dirname(product.data.keys), { recursive: true });
  writeFileSync(product.data.keys, 'no database, but long enough to be looked at'.repeat(50));
  await expect(start(product)).rejects.toMatchObject({
    code: 'START_FAILED',
    message: 'The keys of personal data cannot be opened',
  });
  expect([isLocked(product.data.lock), readState(product.data.state)]).toEqual([false, undefined]);
  rmSync(product.data.keys);
  const supervisor = await start(product);
  await supervisor.whenReady();
  expect(readFileSync(product.data.keys).toString('latin1', 0, 15)).toBe('SQLite format 3');
});

describe('a supervised product', () => {
  it('is ready when each of its processes is, and says so in supervisor.json', async () => {
    const product = fixture();
    const supervisor = await start(product);
    await supervisor.whenReady();
    const state = readState(product.data.state)!;
    expect(state.processes.map(({ name, state: now }) => [name, now])).toEqual([
      ['alpha-service', 'ready'],
      ['beta-service', 'ready'],
      ['gateway', 'ready'],
    ]);
    expect(state.ready).toBe(false);
    supervisor.announceReady();
    expect(readState(product.data.state)).toMatchObject({ ready: true, pid: process.pid, url: supervisor.url });
  });

  it('tells each process what it needs and nothing else', async () => {
    const product = fixture(['alpha']);
    const supervisor = await start(product, { env: { SECRET_OF_MINE: 'x', TZ: 'UTC', PATH: '/nowhere' } });
    await supervisor.whenReady();
    const environment = async (port: number) =>
      (await (await fetch(`http://127.0.0.1:${port}/env`)).json()) as Record<string, string>;
    const service = await environment(supervisor.portOf('alpha'));
    expect(Object.keys(service).sort()).toEqual([
      'NODE_COMPILE_CACHE',
      'PORT',
      'TESSERA_DATA',
      'TESSERA_ENV',
      'TESSERA_GATEWAYS',
      'TESSERA_INTERNAL_TOKEN',
      'TESSERA_KEYS',
      'TESSERA_LOG',
      'TESSERA_RELEASE',
      'TZ',
    ]);
    expect(service).toMatchObject({
      TESSERA_RELEASE: 'alpha-service@1.2.3',
      TESSERA_GATEWAYS: supervisor.url,
      TESSERA_LOG: `sqlite:${product.data.log}`,
    });
    const gateway = await environment(Number(new URL(supervisor.url).port));
    expect(gateway.TESSERA_SERVICES).toBe(`alpha=http://127.0.0.1:${supervisor.portOf('alpha')}`);
    expect(gateway).not.toHaveProperty('TESSERA_LOG');
    // What it is given of the deploy tokens is their hashes.
    const token = readFileSync(join(product.data.secrets, 'deploy-one.token'), 'utf8');
    expect(readFileSync(gateway.TESSERA_DEPLOY_TOKENS!, 'utf8')).not.toContain(token);
  });

  it('keeps its files to itself', async () => {
    const product = fixture(['alpha']);
    await start(product);
    const mode = (path: string) => statSync(path).mode & 0o777;
    for (const folder of [product.data.root, product.data.secrets, product.data.logs, product.data.services])
      expect(mode(folder)).toBe(0o700);
    for (const file of [
      'internal-token',
      'session-secret',
      'deploy-one.token',
      'deploy-token-hashes.json',
      'composition-key.jwk',
      'composition-keys.json',
      'preview-key.jwk',
      'preview-keys.json',
    ]) {
      expect(mode(join(product.data.secrets, file)), file).toBe(0o600);
    }
    expect(mode(join(product.data.logs, 'gateway.log'))).toBe(0o600);
  });

  it('restarts a killed process at once, on its port, and leaves the others alone', async () => {
    const product = fixture();
    const supervisor = await start(product, { backoff: { first: 20 } });
    await supervisor.whenReady();
    const before = supervisor.state().processes;
    const victim = processOf(supervisor, 'alpha-service');
    process.kill(victim.pid!, 'SIGKILL');
    const again = await until(() => {
      const now = processOf(supervisor, 'alpha-service');
      return now.state === 'ready' && now.pid !== victim.pid && now;
    });
    expect(again).toMatchObject({ port: victim.port, restarts: 1, lastExit: 'SIGKILL' });
    expect(supervisor.state().processes.filter(({ name }) => name !== 'alpha-service')).toEqual(
      before.filter(({ name }) => name !== 'alpha-service'),
    );
  });

  it('gives up a first start that never works, with the last words of the process', async () => {
    const product = fixture(['alpha']);
    product.write('services/alpha', "console.error('the schema is gone'); process.exit(7);");
    const supervisor = await start(product, { backoff: { first: 1 } });
    await expect(supervisor.whenReady()).rejects.toMatchObject({
      code: 'START_FAILED',
      message: 'alpha-service does not start',
    });
    await expect(supervisor.whenReady()).rejects.toMatchObject({
      why: expect.stringMatching(/code 7.*the schema is gone/s),
    });
  });

  it('waits longer before each restart of a process that keeps ending', async () => {
    const product = fixture(['alpha']);
    const supervisor = await start(product, { backoff: { first: 5, most: 40 } });
    await supervisor.whenReady();
    product.write('services/alpha', 'process.exit(1);');
    process.kill(processOf(supervisor, 'alpha-service').pid!, 'SIGKILL');
    const log = join(product.data.logs, 'alpha-service.log');
    const delays = await until(() => {
      const found = [...readFileSync(log, 'utf8').matchAll(/restart \d+ in (\d+) ms/g)].map(([, ms]) => Number(ms));
      return found.length >= 5 && found;
    });
    expect(delays.slice(0, 5)).toEqual([5, 10, 20, 40, 40]);
  });

  it('stops the gateway before the services, each by draining', async () => {
    const product = fixture(['alpha']);
    const supervisor = await start(product);
    await supervisor.whenReady();
    await supervisor.stop();
    const drainedAt = (name: string) =>
      Number(/drained (\d+)/.exec(readFileSync(join(product.data.logs, `${name}.log`), 'utf8'))![1]);
    expect(drainedAt('gateway')).toBeLessThanOrEqual(drainedAt('alpha-service'));
    expect(isLocked(product.data.lock)).toBe(false);
  });

  it('kills what does not drain', async () => {
    const product = fixture(['alpha']);
    product.write(
      'services/alpha',
      `
      import { createServer } from 'node:http';
      process.on('SIGTERM', () => console.log('no'));
      createServer((_, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
    `,
    );
    const supervisor = await start(product, { drainMs: 100 });
    await supervisor.whenReady();
    const { pid } = processOf(supervisor, 'alpha-service');
    await supervisor.stop();
    expect(isAlive(pid!)).toBe(false);
  });

  it('refuses a second supervisor on the same data folder, and says who holds it', async () => {
    const product = fixture(['alpha']);
    const supervisor = await start(product);
    await supervisor.whenReady();
    await expect(start(product)).rejects.toMatchObject({
      code: 'ALREADY_RUNNING',
      why: expect.stringContaining(`process ${process.pid} holds it`),
    });
    expect(processOf(supervisor, 'alpha-service').state).toBe('ready');
  });
});

describe('a supervisor that is killed', () => {
  it('takes its processes with it, and leaves a folder that can be started again', async () => {
    const product = fixture();
    const serve = `import { createServer } from 'node:http';
      createServer((_, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');`;
    // One that does nothing about its parent's end, and one that never gets through with what it does.
    product.write('services/alpha', serve);
    product.write('services/beta', `${serve} process.on('disconnect', () => { console.log('ending'); for (;;); });`);
    const [port] = await choosePorts([undefined]);
    const script = fileURLToPath(new URL('./run-supervisor.fixture.mjs', import.meta.url));
    const child = spawn(
      process.execPath,
      ['--disable-warning=ExperimentalWarning', script, product.root, product.data.root, String(port)],
      { stdio: 'inherit' },
    );
    const state = await until(() => {
      const now = readState(product.data.state);
      return now?.ready && now;
    });
    expect(isLocked(product.data.lock)).toBe(true);
    child.kill('SIGKILL');
    await until(() => state.processes.every(({ pid }) => !isAlive(pid!)));
    await until(() => !isLocked(product.data.lock));
    // Its last words outlived the supervisor too.
    expect(readFileSync(join(product.data.logs, 'beta-service.log'), 'utf8')).toContain('ending');
    product.write('services/beta', fixtureMain);
    const again = await start(product);
    await again.whenReady();
  });
});
