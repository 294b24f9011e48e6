/** Two products of tiny processes on one machine, the second with the releases of the first. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { chooseEnvironment } from '../data-folder/home.ts';
import { dataFolder, type DataFolder } from '../data-folder/paths.ts';
import { createFixtureProduct, type FixtureProduct } from '../testing/fixture-product.ts';
import { choosePorts } from './ports.ts';
import { startSupervisor, type Supervisor, type SupervisorOptions } from './supervisor.ts';

const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function fixture(): FixtureProduct {
  const product = createFixtureProduct(['alpha', 'releases']);
  cleanups.push(product.remove);
  return product;
}

const beside = ({ root }: FixtureProduct, name: string): DataFolder =>
  dataFolder(root, { flag: join(root, name), env: undefined, cwd: root });

async function start({ root }: FixtureProduct, more: Partial<SupervisorOptions> & { data: DataFolder }) {
  const [port] = (await choosePorts([undefined])) as [number];
  const supervisor = await startSupervisor({ root, port, ...more });
  cleanups.push(() => supervisor.stop());
  await supervisor.whenReady();
  return supervisor;
}

const names = (supervisor: Supervisor) => supervisor.state().processes.map(({ name }) => name);
const told = async (port: number) =>
  (await (await fetch(`http://127.0.0.1:${port}/env`)).json()) as Record<string, string>;
const gatewayOf = ({ url }: Supervisor) => told(Number(new URL(url).port));

it('has its own log and services, and the releases, files and tokens of its home', async () => {
  const product = fixture();
  const home = await start(product, { data: product.data });
  writeFileSync(join(product.data.artifacts, 'published'), 'once');
  const data = beside(product, 'staging');
  const staging = await start(product, { data, serves: 'staging', home: product.data });

  expect(names(home)).toEqual(['alpha-service', 'releases-service', 'gateway']);
  expect(names(staging)).toEqual(['alpha-service', 'gateway']);
  const gateway = await gatewayOf(staging);
  expect((await gatewayOf(home)).TESSERA_COMPOSITION).toBe('production');
  expect(gateway.TESSERA_COMPOSITION).toBe('staging');
  expect(gateway.TESSERA_SERVICES?.split(',').toSorted()).toEqual([
    `alpha=http://127.0.0.1:${staging.portOf('alpha')}`,
    `releases=http://127.0.0.1:${home.portOf('releases')}`,
  ]);
  expect(gateway.TESSERA_INTERNAL_TOKEN).toBe(home.secrets.internalToken);
  expect(readFileSync(gateway.TESSERA_COMPOSITION_KEYS!, 'utf8')).toBe(
    readFileSync(home.secrets.compositionKeys.publicKeys, 'utf8'),
  );
  const sessions = (folder: DataFolder) => readFileSync(join(folder.root, 'session-secret'), 'utf8');
  expect(readFileSync(gateway.TESSERA_SESSION_SECRET!, 'utf8')).toBe(sessions(data));
  expect(readFileSync(home.secrets.sessionSecretFile, 'utf8')).not.toBe(sessions(data));
  expect(await told(staging.portOf('alpha'))).toMatchObject({
    TESSERA_LOG: `sqlite:${data.log}`,
    TESSERA_DATA: data.root,
    TESSERA_GATEWAYS: staging.url,
  });
  expect(readFileSync(join(data.artifacts, 'published'), 'utf8')).toBe('once');
});

it('starts again without its home, which it asks where it was', async () => {
  const product = fixture();
  const home = await start(product, { data: product.data });
  const options = { data: beside(product, 'staging'), serves: 'staging', home: product.data };
  await (await start(product, options)).stop();
  const port = home.portOf('releases');
  await home.stop();
  const again = await start(product, options);
  expect((await gatewayOf(again)).TESSERA_SERVICES).toContain(`releases=http://127.0.0.1:${port}`);
});

it('is refused without a home that runs, and in a folder that has releases; nothing is left of it', async () => {
  const product = fixture();
  const data = beside(product, 'staging');
  const options = { data, serves: 'staging', home: product.data };
  await expect(start(product, options)).rejects.toThrow(/Nothing is running/);
  await start(product, { data: product.data });
  mkdirSync(join(data.artifacts, 'orders'), { recursive: true });
  await expect(start(product, options)).rejects.toThrow(/artifacts is not empty/);
  expect(existsSync(join(data.artifacts, 'orders'))).toBe(true);
  const sameLog = { ...options, data: beside(product, 'third'), log: `sqlite:${product.data.log}` };
  await expect(start(product, sameLog)).rejects.toThrow(/has its log there, too/);
});

it('lets in nobody whom its home would not: what is live there can be changed from here', async () => {
  const product = fixture();
  await start(product, { data: product.data, environment: 'production' });
  const options = { data: beside(product, 'staging'), serves: 'staging', home: product.data };
  await expect(start(product, options)).rejects.toThrow(
    /runs as "production", this environment would as "development"/,
  );
  await start(product, { ...options, environment: 'production' });
});

it('stays what it was at its first start', async () => {
  const product = fixture();
  const data = beside(product, 'staging');
  const asked = { serves: 'staging', home: product.data };
  const nothing = { serves: undefined, home: undefined };
  expect(chooseEnvironment(data, nothing)).toEqual({ serves: 'production', home: undefined });
  expect(chooseEnvironment(data, asked)).toEqual({ serves: 'staging', home: product.data.root });
  await start(product, { data: product.data });
  await start(product, { data, ...asked });
  expect(chooseEnvironment(data, nothing)).toEqual({ serves: 'staging', home: product.data.root });
  for (const [folder, wrong, words] of [
    [data, { serves: 'production', home: undefined }, /of another environment/],
    [data, { serves: 'staging', home: beside(product, 'other') }, /of another environment/],
    [product.data, { serves: 'staging', home: undefined }, /of another environment/],
    [product.data, { serves: undefined, home: product.data }, /from itself/],
    [beside(product, 'third'), { serves: 'test', home: data }, /has no releases service/],
  ] as const)
    expect(() => chooseEnvironment(folder, wrong)).toThrow(words);
});
