/**
 * Clients, gateways and a service with replicas that lag, on a network that fails, driven by one seed. Everything that may
 * go wrong does; watchers check what must hold at every update, and at the end everybody must show the newest state.
 */
import { createLiveClient } from '../client/live-client.ts';
import type { LiveClient, LiveUpdate } from '../client/types.ts';
import { createHub } from '../hub/hub.ts';
import type { Hub } from '../hub/hub-types.ts';
import { createFakeService, type FakeService } from './fake-service.ts';
import { gone, order } from './hub-stage.ts';
import { createRandom } from './random.ts';
import { createSimNetwork, type SimNetwork } from './sim-network.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
import { watchView, type Watched } from './watch-view.ts';

export interface Simulation {
  readonly steps: readonly string[];
  readonly violations: readonly string[];
  readonly stats: {
    readonly resets: number;
    readonly ignored: number;
    readonly gaps: number;
    readonly mostBuffered: number;
  };
}

interface World {
  readonly clock: VirtualClock;
  readonly random: () => number;
  readonly service: FakeService;
  readonly network: SimNetwork;
  readonly hubs: (Hub | undefined)[];
  readonly makeHub: () => Hub;
  readonly clients: { client: LiveClient; watched: Watched[]; leave: (() => void)[] }[];
  readonly steps: string[];
  version: number;
  epoch: number;
  generation: number;
}

const partitions = ['a', 'b', 'c'];
const capacity = 20_000;

export async function simulate(seed: number, stepCount: number): Promise<Simulation> {
  const world = createWorld(seed);
  const violations: string[] = [];
  for (let step = 0; step < stepCount; step += 1) {
    await act(world, violations);
    await world.clock.advance(world.random() < 0.1 ? 2_000 * world.random() : 40 * world.random());
  }
  await calm(world);
  for (const { watched } of world.clients)
    for (const each of watched) violations.push(...each.verdict(world.service.rows()));
  const stats = {
    resets: sum(world, ({ resets }) => resets),
    ignored: sum(world, ({ ignored }) => ignored),
    gaps: sum(world, ({ gaps }) => gaps),
    mostBuffered: world.network.mostBuffered,
  };
  if (stats.gaps > 0) violations.push(`${stats.gaps} gaps were sent`);
  await end(world, violations);
  return { steps: world.steps, violations, stats };
}

function createWorld(seed: number): World {
  const random = createRandom(seed);
  const clock = createVirtualClock();
  const latency = (): number => random() * (random() < 0.1 ? 400 : 20);
  const service = createFakeService({
    clock,
    random,
    replicas: 2,
    lag: () => random() * (random() < 0.05 ? 3_000 : 30),
    latency,
  });
  const makeHub = (): Hub =>
    createHub({
      source: () => service.source,
      clock,
      random,
      lingerMs: random() * 5_000,
      // Small, so that falling behind them happens.
      tombstones: 10,
    });
  const hubs: (Hub | undefined)[] = [makeHub(), makeHub()];
  const network = createSimNetwork({
    clock,
    random,
    latency,
    capacity,
    gateway: () => hubs[Math.floor(random() * hubs.length)],
  });
  const world: World = {
    clock,
    random,
    service,
    network,
    hubs,
    makeHub,
    clients: [],
    steps: [],
    version: 0,
    epoch: 1,
    generation: 1,
  };
  anchor(world);
  for (let n = 0; n < 3; n += 1) {
    const user = { id: `user${n}`, name: `User ${n}`, roles: [] };
    const client = createLiveClient({
      url: '/live',
      app: () => 'sim@1',
      transport: network.transport(user),
      clock,
      random,
      graceMs: 500,
    });
    world.clients.push({ client, watched: [], leave: [] });
    subscribe(world, n);
  }
  return world;
}

/** One document per partition is never removed, so that an empty view is always wrong. */
function anchor(world: World): void {
  world.version += 1;
  const more = { epoch: `e${world.epoch}` };
  world.service.restore(
    `e${world.epoch}`,
    ...partitions.map((partition) => order(`anchor-${partition}`, world.version, partition, more)),
  );
}

function subscribe(world: World, n: number): void {
  const { client, watched, leave } = world.clients[n]!;
  const partition = [...partitions, undefined][Math.floor(world.random() * 4)];
  const view = watchView(`client ${n}, partition ${partition ?? '*'}`, partition);
  const variables = partition === undefined ? {} : { partition };
  const hash = world.random() < 0.5 ? 'all' : 'same';
  const stop = client.subscribe({ hash, name: hash, variables }, (update: LiveUpdate) => view.see(update));
  watched.push(view);
  leave.push(() => {
    stop();
    watched.splice(watched.indexOf(view), 1);
  });
}

async function act(world: World, violations: string[]): Promise<void> {
  const { random, service, network, hubs, steps, clock } = world;
  const chance = random();
  const stream = network.open[Math.floor(random() * network.open.length)];
  const step = (name: string, run: () => void): void => {
    steps.push(`${clock.now() % 1_000_000} ${name}`);
    run();
  };
  const n = Math.floor(random() * world.clients.length);
  const g = Math.floor(random() * hubs.length);
  if (chance < 0.6) return step('commit', () => write(world));
  if (chance < 0.66) return step('cut', () => stream?.cut());
  if (chance < 0.69) return step('blackhole', () => stream?.blackhole());
  if (chance < 0.73) return step('freeze', () => stream?.freeze());
  if (chance < 0.78) return step('thaw', () => stream?.thaw());
  if (chance < 0.83) return step(`subscribe ${n}`, () => subscribe(world, n));
  if (chance < 0.86)
    return step(`unsubscribe ${n}`, () => {
      if (world.clients[n]!.leave.length > 1) world.clients[n]!.leave.shift()!();
    });
  if (chance < 0.89)
    return step(service.up ? 'service down' : 'service up', () => (service.up ? service.stop() : service.start()));
  if (chance < 0.91) return step('service freezes', () => service.freeze());
  if (chance < 0.94)
    return step(`gateway ${g} restarts`, () => {
      hubs[g]?.close();
      hubs[g] = random() < 0.8 ? world.makeHub() : undefined;
    });
  if (chance < 0.955) return step('forget', () => service.forget());
  if (chance < 0.97)
    return step('rebuild', () => {
      world.generation += 1;
      service.rebuild(`g${world.generation}`);
    });
  if (chance < 0.975) {
    step('restore', () => {
      world.epoch += 1;
      anchor(world);
    });
    return;
  }
  if (chance < 0.985)
    return step('recheck', () => void hubs[g]?.recheck().catch((error) => violations.push(String(error))));
  return step('drain', () => {
    const draining = hubs[g];
    hubs[g] = world.makeHub();
    draining
      ?.drain(1_000)
      .then(() => draining.close())
      .catch((error) => violations.push(String(error)));
  });
}

/** Pairs are always written together: a view that holds both must show them alike (LIVE-11). */
function write(world: World): void {
  const { random, service } = world;
  world.version += 1;
  const more = { pair: world.version, epoch: `e${world.epoch}` };
  const pick = (): string => partitions[Math.floor(random() * partitions.length)]!;
  const k = Math.floor(random() * 8);
  if (random() < 0.15) {
    service.commit(gone(`left-${k}`), gone(`right-${k}`));
    return;
  }
  const partition = pick();
  service.commit(
    order(`left-${k}`, world.version, partition, more),
    order(`right-${k}`, world.version, partition, more),
    ...(random() < 0.3 ? [order(`solo-${Math.floor(random() * 30)}`, world.version, pick(), more)] : []),
    ...(random() < 0.1 ? [gone(`solo-${Math.floor(random() * 30)}`)] : []),
  );
}

/** Nothing fails any more; long enough for every pause and silence to end. */
async function calm({ service, network, hubs, makeHub, clock }: World): Promise<void> {
  service.start();
  for (const [g, hub] of hubs.entries()) hubs[g] = hub ?? makeHub();
  for (const stream of network.open) stream.thaw();
  await clock.advance(150_000);
}

async function end({ clients, hubs, clock, service }: World, violations: string[]): Promise<void> {
  for (const { client } of clients) client.close();
  await clock.advance(2_000);
  for (const hub of hubs) hub?.close();
  service.stop();
  await clock.advance(10_000);
  if (clock.pending > 0) violations.push(`${clock.pending} timers are left`);
}

function sum({ clients }: World, of: (stats: LiveClient['stats']) => number): number {
  return clients.reduce((total, { client }) => total + of(client.stats), 0);
}
