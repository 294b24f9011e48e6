/**
 * Replicas of orders and fulfilment on one log, driven by one seed. Everything that may go wrong does: commands are sent
 * twice and through different replicas, processes are killed between any two steps and started again with their disk, an old
 * copy or none, owners are stopped and wake up when others have gone on, calls of the log fail on the way there or back,
 * subscriptions fall silent, disks refuse a write, clocks are wrong and jump. At the end nothing fails any more, and
 * everything must be as if nothing ever had.
 */
import { createMemoryLog, decodeCursor, type Commit } from '@tessera/event-log';
import type { ServiceDefinition } from '@tessera/service-kit';
import {
  beginning,
  createDisk,
  createRandom,
  createScheduler,
  policyStateStream,
  startReplica,
  type Disk,
  type Random,
  type Replica,
  type Scheduler,
  type SimulatedProcess,
} from '@tessera/service-kit/simulation';
import { fulfilment } from '../../../fulfilment/src/service.ts';
import { orders } from '../../../orders/src/service.ts';
import { randomCommand, receive, skus, type Asked } from './commands.ts';
import { createFeedReader, type FeedReader } from './feed-reader.ts';
import { judgeEffects, judgeOwners, judgeReactions, judgeStock, judgeTimers, type Appended } from './judge.ts';
import { createMail } from './mail.ts';
import { plainFold, type PlainFold } from './plain-fold.ts';

export interface Simulation {
  readonly steps: readonly string[];
  readonly violations: readonly string[];
  readonly stats: {
    readonly commits: number;
    readonly tasks: number;
    readonly commands: number;
    readonly repeats: number;
    readonly kills: number;
    readonly stops: number;
    readonly takeovers: number;
    readonly reactions: number;
    readonly timers: number;
    readonly mails: number;
    readonly mailsRepeated: number;
    readonly gaps: number;
    /** Simulated. */
    readonly days: number;
  };
}

/** A place for a replica: its disk outlives its processes. */
interface Slot {
  readonly service: ServiceDefinition;
  readonly name: string;
  disk: Disk;
  replica: Replica;
  /** It wakes up by itself then. */
  wakes: number;
}

interface Sent {
  readonly asked: Asked;
  /** The first position that it was acknowledged with. */
  acknowledged: number | undefined;
}

const epoch = 'simulated';
const hour = 3_600_000;

export async function simulate(seed: number, actions: number): Promise<Simulation> {
  const random = createRandom(seed);
  const scheduler = createScheduler(random);
  try {
    return await createStage(random, scheduler).play(actions);
  } finally {
    scheduler.restore();
  }
}

function createStage(random: Random, scheduler: Scheduler) {
  const log = createMemoryLog({ epoch, now: () => new Date(beginning + scheduler.now).toISOString() });
  const mail = createMail(scheduler, random);
  const appended: Appended[] = [];
  const byCommand = new Map<string, Commit>();
  const sent: Sent[] = [];
  const steps: string[] = [];
  const violations = new Set<string>();
  const slots: Slot[] = [];
  const readers = new Map<ServiceDefinition, FeedReader>();
  const counts = { repeats: 0, kills: 0, stops: 0 };
  let processes = 0;
  /** How bad things are. */
  let failing = 0;
  let badDisk = 0;

  const say = (what: string): void => void violations.add(what);
  const commits = (): readonly Commit[] => appended.map(({ commit }) => commit);

  function start(slot: Omit<Slot, 'replica' | 'wakes'>): Replica {
    processes += 1;
    return startReplica({
      service: slot.service,
      name: `${slot.name}#${processes}`,
      log,
      disk: slot.disk,
      scheduler,
      random,
      ports: { mail: mail.port },
      skewMs: random.below(120_000) - 60_000,
      failing: () => failing,
      writing: () => (!random.chance(badDisk) ? 'works' : random.chance(0.5) ? 'fails' : 'kills'),
      onAppended(commit, process, basis) {
        appended.push({ commit, by: process.name, basis });
        if (commit.stream === policyStateStream(slot.service.name)) wakeIntoTakeover(slot.service, process);
        if (commit.commandId !== undefined && commit.meta.user !== undefined) byCommand.set(commit.commandId, commit);
      },
      onViolation: say,
    });
  }

  function step(what: string): void {
    steps.push(`${(scheduler.now / 1_000).toFixed(1)} s: ${what}`);
  }

  function send(command: Sent, slot: Slot): void {
    const { asked } = command;
    const recorded = byCommand.get(asked.id);
    const earlier = command.acknowledged;
    void slot.replica.ask(asked.request).then((answer) => {
      // Not ready, or it does not know what became of it: to be sent again.
      if (answer === undefined || answer.errors !== undefined || !answer.data) return;
      const [result] = Object.values(answer.data) as {
        readonly position: string | null;
        readonly problem: { readonly code: string; readonly message: string } | null;
      }[];
      const position = decodeCursor(result?.position ?? '')?.position;
      const what = `${asked.id} (${asked.what}) through ${slot.name}`;
      if (recorded !== undefined && position !== recorded.position) {
        say(`${what}: recorded at ${recorded.position}, answered ${position ?? JSON.stringify(result?.problem)}`);
      }
      if (earlier !== undefined && !asked.mayBeEmpty && position !== earlier) {
        say(`${what}: acknowledged with ${earlier} before, answered ${position ?? JSON.stringify(result?.problem)}`);
      }
      if (position !== undefined) command.acknowledged ??= position;
    });
  }

  function kill(slot: Slot): void {
    slot.replica.kill();
    counts.kills += 1;
  }

  function restart(slot: Slot): void {
    const chance = random.next();
    const sibling = random.pick(slots.filter(({ service }) => service === slot.service));
    if (chance < 0.2) {
      slot.disk = createDisk(`${slot.name}-${processes}`);
      step(`${slot.name} starts with an empty disk`);
    } else if (chance < 0.4) {
      const { batches } = sibling.disk;
      slot.disk = sibling.disk.copy(random.below(batches.length + 1), `${slot.name}-${processes}`);
      step(
        `${slot.name} starts with a copy of ${sibling.name}, ${slot.disk.batches.length} of ${batches.length} batches`,
      );
    } else step(`${slot.name} starts again`);
    slot.replica = start(slot);
  }

  function stop(slot: Slot): void {
    const milliseconds = random.chance(0.5) ? random.below(60_000) : random.below(4_000);
    slot.replica.process.stopped = true;
    slot.wakes = scheduler.now + milliseconds;
    counts.stops += 1;
    step(`${slot.replica.process.name} is stopped for ${milliseconds} ms`);
  }

  /** The worst moment to wake up: somebody else has just taken over, and has done little yet. */
  function wakeIntoTakeover(service: ServiceDefinition, successor: SimulatedProcess): void {
    const stopped = slots.filter(({ service: its, replica }) => its === service && replica.process.stopped);
    if (stopped.length === 0 || successor.stopped || random.chance(0.3)) return;
    for (const slot of stopped) slot.wakes = scheduler.now + random.below(20);
    if (random.chance(0.7)) successor.deafUntil = scheduler.now + random.below(3_000);
  }

  function wakeWhoIsDue(): void {
    for (const slot of slots) {
      if (!slot.replica.process.stopped || slot.wakes > scheduler.now) continue;
      slot.replica.process.stopped = false;
      step(`${slot.replica.process.name} wakes up`);
    }
  }

  function read(): void {
    for (const [service, reader] of readers) {
      const able = slots.filter(
        (slot) => slot.service === service && slot.replica.process.alive && slot.replica.runtime?.caughtUp === true,
      );
      if (able.length === 0 || (reader.connected && random.chance(0.9))) continue;
      reader.connect(random.pick(able).replica, epoch);
    }
  }

  const isOwner = ({ replica }: Slot): boolean => replica.reacting?.policies.role === 'owner';

  function act(): void {
    const chance = random.next();
    const slot = random.pick(slots);
    const { process } = slot.replica;
    if (chance < 0.45) {
      const asked = randomCommand(random, `c${sent.length + 1}`, commits());
      const command = { asked, acknowledged: undefined };
      sent.push(command);
      const through = random.pick(slots.filter(({ service }) => service.name === asked.service));
      step(`${asked.id} ${asked.what} through ${through.name}`);
      send(command, through);
      return;
    }
    if (chance < 0.58) {
      if (sent.length === 0) return;
      const command = random.pick(sent.slice(random.chance(0.7) ? -6 : 0));
      const through = random.pick(slots.filter(({ service }) => service.name === command.asked.service));
      step(`${command.asked.id} again through ${through.name}`);
      counts.repeats += 1;
      return send(command, through);
    }
    if (chance < 0.65) {
      if (!process.alive) return;
      step(`${process.name} is killed`);
      return kill(slot);
    }
    if (chance < 0.75) {
      const dead = slots.filter(({ replica }) => !replica.process.alive);
      if (dead.length > 0) restart(random.pick(dead));
      return;
    }
    if (chance < 0.8) {
      if (process.alive && !process.stopped) stop(slot);
      return;
    }
    if (chance < 0.85) {
      const owners = slots.filter(
        (each) => isOwner(each) && each.replica.process.alive && !each.replica.process.stopped,
      );
      if (owners.length > 0) stop(random.pick(owners));
      return;
    }
    if (chance < 0.89) {
      const milliseconds = random.below(20_000);
      process.deafUntil = scheduler.now + milliseconds;
      return step(`${process.name} hears nothing for ${milliseconds} ms`);
    }
    if (chance < 0.91) {
      process.skewMs = random.below(120_000) - 60_000;
      return step(`the clock of ${process.name} is ${process.skewMs} ms ahead`);
    }
    if (chance < 0.94) {
      failing = random.chance(0.5) ? 0 : random.next() * 0.1;
      return step(`${Math.round(failing * 100)} % of the log's calls fail`);
    }
    if (chance < 0.965) {
      badDisk = random.chance(0.5) ? 0 : random.next() * 0.1;
      return step(`${Math.round(badDisk * 100)} % of the disks' writes fail`);
    }
    if (chance < 0.985) {
      const milliseconds = random.below(random.chance(0.5) ? 60_000 : 50 * hour);
      step(`${milliseconds} ms pass at once`);
      return scheduler.jump(milliseconds);
    }
    const service = random.pick([orders, fulfilment]);
    for (const each of slots) if (each.service === service && each.replica.process.alive) kill(each);
    const milliseconds = random.below(50 * hour);
    step(`all of ${service.name} are killed, and ${milliseconds} ms pass`);
    scheduler.jump(milliseconds);
  }

  /** In small pieces, so that who is to wake up does so in time. */
  async function goOn(tasks: number, milliseconds: number): Promise<void> {
    const end = scheduler.now + milliseconds;
    for (let left = tasks; left > 0 && scheduler.now < end; left -= 4) {
      await scheduler.run(Math.min(left, 4), end - scheduler.now);
      wakeWhoIsDue();
    }
  }

  /** Everything that was going on has come to its end. */
  async function settle(): Promise<void> {
    for (let quiet = 0, rounds = 0; quiet < 2; rounds += 1) {
      if (rounds > 20) return say('it does not come to rest');
      const head = await log.head();
      // Longer than every lease, wait and pause.
      if (await scheduler.run(200_000, 150_000)) read();
      const moved = head !== (await log.head());
      quiet = moved ? 0 : quiet + 1;
      // Once more, with every timer due.
      if (quiet !== 1) continue;
      loseAnOwner();
      scheduler.jump(50 * hour);
    }
  }

  /** It has nothing left to do: that a timer is due is all that tells the others to take over. */
  function loseAnOwner(): void {
    const owners = slots.filter((slot) => isOwner(slot) && slot.replica.process.alive);
    const owner = owners.findLast(({ service }) => service === fulfilment) ?? owners[0];
    if (owner === undefined || random.chance(0.5)) return;
    const left = slots.filter(({ service, replica }) => service === owner.service && replica.process.alive);
    if (left.length < 2) return;
    step(`${owner.replica.process.name} is killed while nothing happens`);
    kill(owner);
  }

  async function open(): Promise<void> {
    for (const sku of skus) {
      const by = { id: 'dana', name: 'Dana' };
      const text = { name: `Part ${sku}`, category: 'Parts', description: '', attributes: [] };
      const data = { sku, unitPrice: 100, currency: 'EUR', by, ...text };
      const result = await log.append(`ev.catalog.product.${sku}`, [{ type: 'ProductAdded', data }]);
      if (result.ok) appended.push({ commit: result.commit, by: 'catalog', basis: 0 });
    }
    for (const service of [orders, fulfilment]) {
      const replicas = random.chance(0.3) ? 3 : 2;
      for (let n = 1; n <= replicas; n += 1) {
        const name = `${service.name}-${n}`;
        const place = { service, name, disk: createDisk(name) };
        slots.push({ ...place, replica: start(place), wakes: 0 });
      }
      readers.set(service, createFeedReader(say));
    }
    // Some of what they do begins with what happens from then on.
    const leased = () =>
      new Set(
        commits()
          .map(({ stream }) => stream)
          .filter((stream) => stream.includes('.policy.')),
      );
    for (let n = 0; leased().size < 3; n += 1) {
      if (n > 100) throw new Error('Nobody takes the leases.');
      await scheduler.run(200, 1_000);
    }
    for (const sku of skus) {
      const command = { asked: receive(`c${sent.length + 1}`, sku, 5 + random.below(20)), acknowledged: undefined };
      sent.push(command);
      send(command, random.pick(slots.filter(({ service }) => service === fulfilment)));
    }
  }

  const replicasOf = (service: ServiceDefinition): number => slots.filter((slot) => slot.service === service).length;

  function heal(): void {
    failing = 0;
    badDisk = 0;
    step('nothing fails any more');
    for (const slot of slots) {
      slot.replica.process.stopped = false;
      slot.replica.process.deafUntil = 0;
    }
    for (const service of [orders, fulfilment]) {
      const dead = slots.filter((slot) => slot.service === service && !slot.replica.process.alive);
      const [first, ...others] = dead;
      // Those who are left must do without the dead, whose leases they wait for.
      if (first === undefined || (others.length + 1 < replicasOf(service) && random.chance(0.5))) continue;
      for (const slot of random.chance(0.5) ? [first] : dead) slot.replica = start(slot);
    }
  }

  async function judge(): Promise<Simulation['stats']> {
    const head = await log.head();
    const all = commits();
    if (all.some(({ position }, index) => position !== index + 1)) say('commits are missing, or in another order');
    const folds = new Map<ServiceDefinition, PlainFold>();
    for (const service of [orders, fulfilment]) folds.set(service, plainFold(service, all, epoch));
    for (const slot of slots.filter(({ replica }) => replica.process.alive))
      judgeReplica(slot, head, folds.get(slot.service)!);
    for (const [service, reader] of readers) {
      const expected = [...folds.get(service)!.documents].flatMap(([name, documents]) =>
        [...documents].map(([key, doc]) => [`${name} ${key}`, doc] as const),
      );
      compare(`the reader of ${service.name}`, new Map(expected), reader.documents);
    }
    for (const { asked, acknowledged } of sent) {
      if (acknowledged === undefined || asked.mayBeEmpty) continue;
      if (all[acknowledged - 1]?.commandId !== asked.id)
        say(`${asked.id} was acknowledged with ${acknowledged}, and is not there`);
    }
    const [orderFold, stockFold] = [folds.get(orders)!, folds.get(fulfilment)!];
    const reactions = judgeReactions(orders, orderFold, say) + judgeReactions(fulfilment, stockFold, say);
    const takeovers = judgeOwners('orders', appended, say) + judgeOwners('fulfilment', appended, say);
    const timers = judgeTimers(stockFold, say);
    judgeStock(orderFold, stockFold, say);
    judgeEffects(orderFold, mail.delivered, epoch, say);
    return {
      commits: head,
      tasks: scheduler.count,
      commands: sent.length,
      ...counts,
      takeovers,
      reactions,
      timers,
      mails: mail.delivered.size,
      mailsRepeated: [...mail.delivered.values()].filter((times) => times > 1).length,
      gaps: [...readers.values()].reduce((sum, { gaps }) => sum + gaps, 0),
      days: Math.round(scheduler.now / hour / 24),
    };
  }

  function judgeReplica({ name, replica: { runtime } }: Slot, head: number, fold: PlainFold): void {
    if (runtime?.caughtUp !== true) return say(`${name} is not ready`);
    if (runtime.position !== head) say(`${name} is at ${runtime.position}, the log at ${head}`);
    for (const [projection, documents] of fold.documents) {
      const found = runtime.store.all(projection, '*').map(({ key, doc }) => [key, doc] as const);
      compare(`${projection} of ${name}`, documents, new Map(found));
    }
    for (const parked of runtime.folder.parked()) say(`${name} has parked ${parked.event}: ${parked.reason}`);
  }

  function compare(what: string, expected: ReadonlyMap<string, object>, found: ReadonlyMap<string, object>): void {
    for (const key of new Set([...expected.keys(), ...found.keys()])) {
      const [right, shown] = [expected.get(key), found.get(key)].map(sorted);
      if (right !== shown) say(`${what}: ${key} is ${shown ?? 'missing'}, and must be ${right ?? 'missing'}`);
    }
  }

  return {
    async play(actions: number): Promise<Simulation> {
      await open();
      for (let n = 0; n < actions; n += 1) {
        wakeWhoIsDue();
        read();
        act();
        await goOn(random.below(random.chance(0.1) ? 400 : 60), random.below(random.chance(0.1) ? 30_000 : 2_000));
      }
      heal();
      await settle();
      read();
      const stats = await judge();
      return { steps, violations: [...violations], stats };
    },
  };
}

/** As text that does not depend on the order in which fields were written. */
function sorted(doc: object | undefined): string | undefined {
  return JSON.stringify(doc, (_name, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}
