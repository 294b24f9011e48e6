/** The keys of personal data do not answer for a while: everything that needs them waits, and nothing is taken for its fault. */
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { KeysUnavailable, type KeyVault } from '../core/privacy/key-vault.ts';
import { createMemoryVault } from '../memory/memory-vault.ts';
import { hotel } from '../sample/hotel.ts';
import { eventually, httpClient, token } from '../sample/http-client.ts';
import { temporaryFolders } from '../sample/temporary-folders.ts';
import { startServiceHost, type ServiceHost } from './index.ts';

const folders = temporaryFolders();
const hosts: ServiceHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
  folders.clear();
});

/** A vault of the same keys whose servers can be away. */
function overTheNetwork(vault: KeyVault) {
  const state = { away: false, refused: 0 };
  const remote: KeyVault = {
    ...vault,
    isAtHand: (needs) => !state.away && vault.isAtHand(needs),
    async fetch(needs) {
      if (!state.away) return vault.fetch(needs);
      state.refused += 1;
      throw new KeysUnavailable('nats://keys.example', { cause: new Error('nobody answers') });
    },
    open(owner, box, context) {
      if (state.away) throw new Error('it was asked to open what it has not fetched');
      return vault.open(owner, box, context);
    },
  };
  return { remote, state };
}

it('events are neither parked nor read as erased, reactions and commands wait, and /readyz says why', async () => {
  const folder = folders.make();
  const log = `sqlite:${join(folder, 'log.db')}`;
  const keys = createMemoryVault();
  const { remote, state } = overTheNetwork(keys);
  const letters: unknown[] = [];
  const common = { log, token, logger: pino({ level: 'silent' }) };
  const near = await startServiceHost(hotel, { ...common, data: join(folder, 'near'), keys, policies: false });
  const far = await startServiceHost(hotel, {
    ...common,
    data: join(folder, 'far'),
    keys: remote,
    effects: {
      mail: {
        async make(request) {
          letters.push(request);
        },
      },
    },
  });
  hosts.push(near, far);
  await Promise.all([near.whenReady, far.whenReady]);
  const arrive = (host: ServiceHost, id: string, name: string) =>
    host.runtime.engine.execute({
      stream: 'guest',
      id,
      name: 'arrive',
      input: { id, name },
      commandId: `arrive-${id}-${name}`,
      user: null,
    });
  const readyz = async () => (await (await httpClient(far.url).get('/readyz')).json()) as Record<string, unknown>;

  state.away = true;
  await arrive(near, 'g1', 'Zebulon');
  const status = await eventually(readyz, ({ failing }) => typeof failing === 'string');
  expect(status['failing']).toMatch(/following the log: .*nats:\/\/keys\.example.*nobody answers/);
  expect(status).toMatchObject({ parked: [], policies: { parked: [] }, effects: { parked: [] } });
  await expect(arrive(far, 'g2', 'Ottoline')).rejects.toThrow(KeysUnavailable);
  await expect(arrive(far, 'g1', 'Zebulon again')).rejects.toThrow(KeysUnavailable);
  const asked = await httpClient(far.url).graphql({ query: 'mutation { arrive(id: "g3") }' });
  expect(asked).toMatchObject({ data: { arrive: null }, errors: [{ extensions: { code: 'KEYS_UNAVAILABLE' } }] });
  expect(JSON.stringify(asked)).not.toContain('keys.example');
  await eventually(
    () => state.refused,
    (refused) => refused >= 6,
  );
  expect((await httpClient(far.url).documents('guests')).documents).toEqual([]);

  state.away = false;
  await eventually(
    () => httpClient(far.url).documents('guests'),
    ({ documents }) => documents.length === 1,
  );
  expect((await httpClient(far.url).documents('guests')).documents[0]![1]).toMatchObject({ name: 'Zebulon' });
  await eventually(
    () => letters,
    ({ length }) => length === 1,
  );
  expect(letters).toEqual([{ to: 'Zebulon' }]);
  expect((await arrive(far, 'g2', 'Ottoline')).ok).toBe(true);
  await eventually(
    readyz,
    (now) => now['failing'] === undefined && (now['policies'] as { position: number }).position >= 5,
  );
  expect(await readyz()).toMatchObject({ parked: [], policies: { parked: [] }, effects: { parked: [] } });
});
