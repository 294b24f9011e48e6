/**
 * Several teams change what is live at the same time, over the real gateway, while the releases service's processes and the
 * gateway are killed: whatever was acknowledged, what the gateway serves is in the end what the log says, signed; what it serves
 * never goes back; and every answer is done or a typed refusal.
 * `npm run proof -- release-storm [--bursts 40] [--verbs 24] [--replicas 1] [--seed 1]`
 */
import { createRandom, type Random } from '@tessera/contracts/testing';
import { decodeCursor } from '@tessera/event-log';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { readDeployToken } from '../src/data-folder/secrets.ts';
import { CliError } from '../src/errors/cli-error.ts';
import { createGatewayClient, type GatewayClient } from '../src/gateway/gateway-client.ts';
import { change, listLive, publishRelease, type changes, type LiveRow } from '../src/gateway/releases-api.ts';
import { choosePorts } from '../src/supervisor/ports.ts';
import { startSupervisor, type Supervisor } from '../src/supervisor/supervisor.ts';
import { createShopProduct } from '../src/testing/shop-product.ts';
import { uploadApp } from '../src/testing/upload-app.ts';
import { until } from '../src/testing/until.ts';

export interface ReleaseStormOptions {
  /** A burst is verbs of all teams at once, kills between them, and a comparison when it is over. */
  readonly bursts?: number;
  /** Of each burst. */
  readonly verbs?: number;
  /** Processes of the releases service. */
  readonly replicas?: number;
  readonly seed?: number;
}

type Verb = keyof typeof changes;

const modules = ['storm-a', 'storm-b', 'storm-c', 'storm-d'];
const versions = ['1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.4.0'];
const environment = 'production';
/** Commands on their way at any time. */
const teams = 4;

export async function run({ bursts = 40, verbs = 24, replicas = 1, seed = 1 }: ReleaseStormOptions = {}) {
  const random = createRandom(seed);
  const product = createShopProduct();
  const [port] = await choosePorts([undefined]);
  const { root, data } = product;
  const supervisor = await startSupervisor({
    ...{ root, data, port: port!, backoff: { first: 10, most: 50 }, followEveryMs: 100 },
    replicas: { releases: replicas },
  });
  const failures: string[] = [];
  const counts = { done: 0, refused: {} as Record<string, number>, killed: { releases: 0, gateway: 0 } };
  try {
    await supervisor.whenReady();
    const client = createGatewayClient({ url: supervisor.url, token: readDeployToken(data.secrets, 'one')! });
    await publishAll(supervisor.url, client, readDeployToken(data.secrets, 'one')!);
    const watch = watchServed(client, failures);
    for (let burst = 0; burst < bursts; burst++) {
      let left = verbs;
      const team = async (): Promise<void> => {
        while (left-- > 0) {
          const code = await act(client, random, failures);
          if (code === undefined) counts.done++;
          else counts.refused[code] = (counts.refused[code] ?? 0) + 1;
        }
      };
      const working = Promise.all(Array.from({ length: teams }, team));
      // Every third burst is left in peace: that is what a day looks like.
      if (burst % 3 !== 0) await killOne(supervisor, random, counts.killed);
      await working;
      await compare(client, `burst ${burst}`, failures);
    }
    const looks = await watch.stop();
    return { ok: failures.length === 0, ...counts, bursts, looks, failures, replicas, seed };
  } finally {
    await supervisor.stop();
    product.remove();
  }
}

async function publishAll(url: string, client: GatewayClient, token: string): Promise<void> {
  for (const module of modules)
    for (const version of versions) {
      const manifest = await uploadApp(url, token, { module, version, team: 'one' });
      const { digest, team, files } = manifest;
      await publishRelease(client, {
        ...{ commandId: randomUUID(), module, kind: 'APP', team, contact: '#one', version, digest, source: null },
        size: Object.values(files).reduce((sum, { bytes }) => sum + bytes, 0),
        manifest: JSON.stringify(manifest),
      });
    }
}

/** One verb of one team; undefined: it was done. */
async function act(client: GatewayClient, random: Random, failures: string[]): Promise<string | undefined> {
  const module = random.pick(modules);
  const version = random.pick(versions);
  const [verb, more] = random.pick<readonly [Verb, object]>([
    ['promote', { version }],
    ['promote', { version }],
    ['promote', { version, share: 10 + random.int(80) }],
    ['rollback', {}],
    ['rollback', { version }],
    ['finalize', {}],
    ['pin', { name: 'a-customer', version }],
    ['unpin', { name: 'a-customer' }],
    ['retire', {}],
  ]);
  const input = { commandId: randomUUID(), module, environment, reason: null, ...more };
  // Its processes may be starting just now: the same command again is the same command.
  for (;;) {
    try {
      const { problem } = await change(client, verb, input);
      if (problem !== null && !/^[A-Z][A-Z_]+$/.test(problem.code))
        failures.push(`${verb}: ${JSON.stringify(problem)}`);
      return problem?.code;
    } catch (error) {
      if (error instanceof CliError && error.code === 'GATEWAY_UNREACHABLE') continue;
      failures.push(`${verb} ${JSON.stringify(input)}: ${error instanceof CliError ? error.why : String(error)}`);
      return 'FAILED';
    }
  }
}

async function killOne(
  supervisor: Supervisor,
  random: Random,
  killed: { releases: number; gateway: number },
): Promise<void> {
  await sleep(random.int(300));
  const victims = supervisor
    .state()
    .processes.filter(({ name, state }) => state === 'ready' && (name === 'gateway' || name.startsWith('releases')));
  if (victims.length === 0) return;
  const { name, pid } = random.pick(victims);
  process.kill(pid!, 'SIGKILL');
  killed[name === 'gateway' ? 'gateway' : 'releases']++;
}

interface Served {
  readonly environment: string;
  readonly revision: string | null;
}

async function servedBy(client: GatewayClient): Promise<Served | undefined> {
  try {
    const response = await client.get('/_services');
    return response.ok ? ((await response.json()) as Served) : undefined;
  } catch {
    return undefined;
  }
}

const positionOf = (revision: string | null | undefined): number => decodeCursor(revision ?? '')?.position ?? 0;

/** What is served never goes back, through kills and all. */
function watchServed(client: GatewayClient, failures: string[]) {
  let ended = false;
  let looks = 0;
  let last = 0;
  const watching = (async () => {
    while (!ended) {
      const position = positionOf((await servedBy(client))?.revision);
      if (position > 0 && position < last) failures.push(`served ${position} after ${last}`);
      last = Math.max(last, position);
      looks++;
      await sleep(20);
    }
  })();
  return {
    async stop() {
      ended = true;
      await watching;
      return looks;
    },
  };
}

interface Discovered {
  readonly microFrontends: Readonly<
    Record<
      string,
      readonly { readonly metadata: { readonly version: string }; readonly deployment: { readonly traffic: number } }[]
    >
  >;
}

/** After a burst: the gateway serves exactly what is recorded, and nothing else has to happen for that. */
async function compare(client: GatewayClient, when: string, failures: string[]): Promise<void> {
  const rows = await until(() => listLive(client, environment).catch(() => undefined));
  const recorded = Math.max(0, ...rows.map(({ revision }) => positionOf(revision)));
  const deadline = performance.now() + 120_000;
  for (;;) {
    const served = await servedBy(client);
    if (positionOf(served?.revision) >= recorded) break;
    if (performance.now() > deadline)
      return void failures.push(`${when}: ${served?.revision ?? 'nothing'} is served, ${recorded} is recorded`);
    await sleep(20);
  }
  const response = await client.get('/discovery');
  const { microFrontends } = (await response.json()) as Discovered;
  const shown = Object.entries(microFrontends)
    .map(([module, all]) => [
      module,
      ...all
        .filter(({ deployment }) => deployment.traffic > 0)
        .map(({ metadata, deployment }) => `${metadata.version} ${deployment.traffic}`),
    ])
    .sort();
  const expected = rows.map(shownOf).sort();
  if (JSON.stringify(shown) !== JSON.stringify(expected))
    failures.push(`${when}: shown is ${JSON.stringify(shown)}, recorded ${JSON.stringify(expected)}`);
}

function shownOf({ module, version, canaryVersion, canaryShare }: LiveRow): string[] {
  const share = canaryShare ?? 0;
  return [module, `${version} ${100 - share}`, ...(canaryVersion === null ? [] : [`${canaryVersion} ${share}`])];
}
