/** `tessera events keys move`, and what doctor and status say of keys: on a product of tiny processes with a real nats-server. */
import { findNatsServer, startNatsServers, type NatsServers } from '@tessera/event-log/nats-servers';
import { openKeys, openSqliteVault } from '@tessera/service-kit/node';
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ensureSecrets } from '../data-folder/secrets.ts';
import { choosePorts } from '../supervisor/ports.ts';
import { startSupervisor } from '../supervisor/supervisor.ts';
import { createFixtureProduct, fixtureMain, type FixtureProduct } from '../testing/fixture-product.ts';
import { callTessera } from '../testing/run-tessera.ts';
import { placeOfKeys } from './keys.ts';

const installed = findNatsServer() !== undefined;
let servers: NatsServers;
let product: FixtureProduct;
beforeAll(async () => {
  product = createFixtureProduct(['alpha']);
  if (installed) servers = await startNatsServers(1);
});
afterAll(async () => {
  if (installed) await servers.stop();
  product.remove();
});

it.runIf(installed)('moves them, tells what it did, and doctor says where they had better be', async () => {
  const { data } = product;
  const log = servers.url('shop');
  ensureSecrets(data.secrets, []);
  const call = (...args: string[]) => callTessera([...args, '--log', log, '--data', data.root]);
  const warnings = async (): Promise<string> => {
    const { findings } = JSON.parse((await call('doctor', '--json')).out) as {
      findings: { check: string; level: string; what: string; advice: string }[];
    };
    const ofKeys = findings.filter(({ check, level }) => check === 'keys' && level !== 'ok');
    return ofKeys.map(({ what, advice }) => `${what}\n${advice}`).join('\n');
  };
  expect(await warnings()).toBe('');
  const none = await call('events', 'keys', 'move', '--to', 'nats');
  expect([none.code, none.err]).toEqual([8, expect.stringContaining('There are no keys in')]);

  const file = openSqliteVault({ path: data.keys });
  const box = file.seal({ domain: 'alpha', subject: 'ada' }, '"Ada"', 'here')!;
  await file.erase('zoe');
  expect(await warnings()).toMatch(/services on other machines cannot read them\n.*tessera events keys move --to nats/);
  const used = await call('events', 'keys', 'move', '--to', 'nats');
  expect([used.code, used.err]).toEqual([1, expect.stringContaining('are in use')]);
  file.close();
  // As after a move that was killed, or when services ran with either.
  const others = await openKeys({ keys: log, secret: placeOfKeys(data, log, {}).secret });
  await others.fetch([{ domain: 'alpha', subject: 'emil' }]);
  others.close();
  expect(await warnings()).toMatch(/both in .*keys\.db and on nats:.* \(1\)/);
  process.env.TESSERA_KEYS = data.keys;
  const named = await call('events', 'keys', 'move', '--to', 'nats').finally(() => delete process.env.TESSERA_KEYS);
  expect([named.code, named.err]).toEqual([2, expect.stringContaining('TESSERA_KEYS names another place')]);

  const moved = await call('events', 'keys', 'move', '--to', 'nats', '--json');
  expect([moved.code, JSON.parse(moved.out)]).toMatchObject([0, { keys: 2, erased: 1, from: data.keys }]);
  expect([existsSync(data.keys), await warnings()]).toEqual([false, '']);
  const place = placeOfKeys(data, log, {});
  expect(place.keys).toBe(log);
  const vault = await openKeys(place);
  const needs = [{ domain: 'alpha', subject: 'ada', box }];
  while (!vault.isAtHand(needs)) await vault.fetch(needs);
  expect([vault.open(needs[0]!, box, 'here'), vault.isErased('zoe')]).toEqual(['"Ada"', true]);
  vault.close();

  let back;
  do back = await call('events', 'keys', 'move', '--to', 'file');
  while (back.code === 1 && back.err.includes('in use'));
  expect([back.code, back.out]).toEqual([0, expect.stringContaining(`2 keys and 1 erasures are in ${data.keys}`)]);
  expect(placeOfKeys(data, log, {}).keys).toBe(data.keys);
});

it('is refused while the product runs, whose status says when a service cannot get at its keys', async () => {
  const failing = 'reading the log: The keys of personal data (bucket shop-keys) cannot be had';
  product.write(
    'services/alpha',
    fixtureMain.replace("'ok'", JSON.stringify(JSON.stringify({ ready: true, failing }))),
  );
  const [port] = await choosePorts([undefined]);
  const { root, data } = product;
  const supervisor = await startSupervisor({ root, data, port: port!, env: {} });
  try {
    await supervisor.whenReady();
    const servers = ['--servers', 'nats://127.0.0.1:1', '--data', data.root];
    const { code, err } = await callTessera(['events', 'keys', 'move', '--to', 'file', ...servers]);
    expect([code, err]).toEqual([1, expect.stringContaining('The product is running')]);
    const { out } = await callTessera(['status', '--data', data.root]);
    expect(out).toContain(`! alpha-service waits and tries again: ${failing}`);
    const json = await callTessera(['status', '--json', '--data', data.root]);
    expect(JSON.parse(json.out)).toMatchObject({
      processes: [{ name: 'alpha-service', failing }, { name: 'gateway' }],
    });
  } finally {
    await supervisor.stop();
  }
});
