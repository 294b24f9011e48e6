/**
 * A crash at every step of every verb, and promotions that race: what comes back up finds either nothing or all of it, the
 * same command again completes it or is refused with a reason, and nothing is ever live that the gate would refuse.
 * `npm run proof -- release-crash [--races 200]`
 */
import { createMemoryLog, type EventLog } from '@tessera/event-log';
import { createMemoryVault, type KeyVault } from '@tessera/service-kit';
import { createConsole, type Console } from '../testing/console.ts';
import { appContract, idleApp, ordersSdl, releaseOf, serviceContract } from '../testing/small-product.ts';

export interface ReleaseCrashOptions {
  /** Pairs of promotions that cannot both be live, sent at once through two replicas. */
  readonly races?: number;
}

interface Step {
  readonly verb: string;
  readonly input: object;
}

interface Case {
  readonly name: string;
  /** Before it, without crashes. */
  readonly given: readonly Step[];
  readonly step: Step;
}

/** What a verb may leave: the composition, and how many entries the history has of each kind. */
type State = string;

type When = 'before it is stored' | 'after it is stored, before the answer';

export async function run({ races = 200 }: ReleaseCrashOptions = {}) {
  const cases = await casesOf();
  const failures: string[] = [];
  const counts = { verbs: cases.length, crashes: 0, completedByRepeating: 0, refusedWithReason: 0 };
  for (const one of cases) {
    const [before, after] = [await stateAfter(one.given), await stateAfter([...one.given, one.step])];
    for (const when of ['before it is stored', 'after it is stored, before the answer'] as const) {
      for (let append = 1; ; append++) {
        const crashed = await crashAt(one, append, when);
        if (crashed === undefined) break;
        counts.crashes++;
        const where = `${one.name}, append ${append}, ${when}`;
        if (crashed.found !== before && crashed.found !== after) failures.push(`${where}: half of it is there`);
        if (crashed.finally !== after) failures.push(`${where}: repeating it ended elsewhere`);
        if (crashed.problem === null) counts.completedByRepeating++;
        else counts.refusedWithReason++;
      }
    }
  }
  const raced = await race(races);
  failures.push(...raced.failures);
  return {
    ok: failures.length === 0,
    ...counts,
    races,
    bothSucceeded: raced.bothSucceeded,
    refusals: raced.refusals,
    failures,
  };
}

async function casesOf(): Promise<Case[]> {
  const service = (version: string, schema = ordersSdl) =>
    releaseOf({
      module: 'orders-service',
      version,
      team: 'orders',
      kind: 'service',
      contract: serviceContract('orders', schema),
    });
  const app = (version: string, contract: object) =>
    releaseOf({ module: 'orders', version, team: 'orders', kind: 'app', contract });
  const needsTotal = await appContract('query Order($id: ID!) { order(id: $id) { total } }');
  const publish = (input: object): Step => ({ verb: 'publishRelease', input });
  const promote = (module: string, version: string, more: object = {}): Step => ({
    verb: 'promote',
    input: { module, version, ...more },
  });
  const published = [
    publish(await service('1.0.0')),
    publish(await service('2.0.0', ordersSdl.replace('total: Int!', ''))),
    publish(await app('1.0.0', needsTotal)),
    publish(await app('1.1.0', needsTotal)),
    publish(await app('1.2.0', idleApp)),
  ];
  const live = [...published, promote('orders-service', '1.0.0'), promote('orders', '1.0.0')];
  const upgraded = [...live, promote('orders', '1.1.0')];
  const canary = [...live, promote('orders', '1.1.0', { share: 10 })];
  const pinned: Step = { verb: 'pin', input: { name: 'northfield', module: 'orders', version: '1.1.0' } };
  const about = (verb: string, more: object = {}): Step => ({ verb, input: { module: 'orders', ...more } });
  return [
    { name: 'publish', given: published.slice(0, 2), step: published[2]! },
    { name: 'first promote', given: published, step: promote('orders-service', '1.0.0') },
    { name: 'promote', given: live, step: promote('orders', '1.1.0') },
    { name: 'promote that the gate refuses', given: live, step: promote('orders-service', '2.0.0') },
    { name: 'promote elsewhere', given: live, step: promote('orders-service', '2.0.0', { environment: 'staging' }) },
    { name: 'start a canary', given: live, step: promote('orders', '1.1.0', { share: 10 }) },
    { name: 'widen a canary', given: canary, step: promote('orders', '1.1.0', { share: 50 }) },
    { name: 'finish a canary', given: canary, step: promote('orders', '1.1.0') },
    { name: 'end a canary', given: canary, step: about('rollback') },
    { name: 'rollback', given: upgraded, step: about('rollback') },
    { name: 'finalize', given: upgraded, step: about('finalize') },
    { name: 'pin', given: live, step: pinned },
    { name: 'unpin', given: [...live, pinned], step: about('unpin', { name: 'northfield' }) },
    { name: 'retire', given: live, step: about('retire') },
    {
      name: 'retire that the gate refuses',
      given: live,
      step: { verb: 'retire', input: { module: 'orders-service' } },
    },
    { name: 'kill', given: upgraded, step: about('kill', { version: '1.1.0' }) },
    { name: 'kill for another', given: live, step: about('kill', { version: '1.0.0', replaceBy: '1.2.0' }) },
  ];
}

async function stateAfter(steps: readonly Step[]): Promise<State> {
  const desk = createConsole({ policies: false });
  for (const { verb, input } of steps) await desk.mutate(verb, input);
  const state = await stateOf(desk);
  await desk.close();
  return state;
}

async function stateOf(desk: Console): Promise<State> {
  const row = `module version previousVersion canaryVersion canaryShare killed pins { name version }`;
  const both = await Promise.all([
    desk.ask(`{ composition { ${row} } }`),
    desk.ask(`{ composition(environment: "staging") { ${row} } }`),
    desk.ask('{ releases(first: 200) { items { id liveIn hasContract } } }'),
    desk.ask('{ releaseHistory(first: 200) { items { action module version environment } } }'),
  ]);
  return JSON.stringify(both);
}

/** Undefined when the verb takes fewer appends than that. */
async function crashAt({ given, step }: Case, append: number, when: When) {
  const [log, vault] = [createMemoryLog(), createMemoryVault()];
  const prepared = createConsole({ log, vault, policies: false });
  for (const { verb, input } of given) await prepared.mutate(verb, input);
  await prepared.close();

  const command = { ...step, input: { commandId: 'the-command', ...step.input } };
  const failing = failAt(log, append, when);
  // What a process that dies says is nobody's to hear.
  const doomed = createConsole({ log: failing.log, vault, policies: false, onUnexpected: () => undefined });
  const answered = await doomed.mutate(command.verb, command.input).then(
    (outcome) => outcome,
    () => undefined,
  );
  await doomed.close();
  if (!failing.hasFailed()) return undefined;
  if (answered !== undefined)
    throw new Error(
      `${step.verb}, append ${append}, ${when}: answered as if nothing had happened: ${JSON.stringify(answered)}`,
    );

  const risen = createConsole({ log, vault, policies: false });
  await risen.host.whenIdle();
  const found = await stateOf(risen);
  const { problem } = await risen.mutate(command.verb, command.input);
  const result = { found, finally: await stateOf(risen), problem };
  await risen.close();
  return result;
}

function failAt(log: EventLog, append: number, when: When) {
  let appends = 0;
  const failing: EventLog = {
    epoch: log.epoch,
    read: (...args) => log.read(...args),
    findCommand: (...args) => log.findCommand(...args),
    subscribe: (...args) => log.subscribe(...args),
    head: () => log.head(),
    close: () => Promise.resolve(),
    async append(...args) {
      // A host's own notes (the contract of its events) are no step of a verb.
      if (!/^ev\.releases\.(release|composition|attempt)\./.test(args[0]) || ++appends !== append)
        return log.append(...args);
      if (when !== 'before it is stored') await log.append(...args);
      throw new Error('the process died here');
    },
  };
  return { log: failing, hasFailed: () => appends >= append };
}

/** A service that drops a field and an app that needs it: each may go live alone. */
async function race(rounds: number) {
  const failures: string[] = [];
  let refusals = 0;
  let bothSucceeded = 0;
  const cases = await casesOf();
  const published = cases.find(({ name }) => name === 'first promote')!;
  for (let round = 0; round < rounds; round++) {
    const [log, vault] = [createMemoryLog(), createMemoryVault()];
    const desks = [replica(log, vault), replica(log, vault)] as const;
    for (const { verb, input } of [...published.given, published.step]) await desks[0].mutate(verb, input);
    await desks[1].host.whenIdle();
    const outcomes = await Promise.all([
      desks[round % 2]!.mutate('promote', { commandId: 'drops', module: 'orders-service', version: '2.0.0' }),
      desks[(round + 1) % 2]!.mutate('promote', { commandId: 'needs', module: 'orders', version: '1.0.0' }),
    ]);
    const succeeded = outcomes.filter(({ problem }) => problem === null).length;
    refusals += outcomes.filter(({ problem }) => problem?.code === 'REFUSED_BY_GATE').length;
    if (succeeded === 2) bothSucceeded++;
    if (succeeded !== 1) failures.push(`race ${round}: ${succeeded} of 2 went live`);
    await Promise.all(desks.map((desk) => desk.close()));
  }
  return { failures, refusals, bothSucceeded };
}

function replica(log: EventLog, vault: KeyVault): Console {
  return createConsole({ log, vault, policies: false });
}
