/** Who runs the policies, when clocks disagree and when the owner is gone; and what people may do about what was parked. */
import { createMemoryLog, type EventLog } from '@tessera/event-log';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { command, defineService, emit, event, policy, reject, send, type ServiceDefinition } from '../../index.ts';
import { startMemoryRuntime } from '../runtime/memory-runtime.fixture.ts';
import { realWorld, type World } from '../world/world.ts';
import { policyReactors } from './policy-reactors.ts';
import { parkedReactions } from './parked-reactions.ts';
import { startPolicyRunner, type PolicyRunner } from './policy-runner.ts';

const text = z.object({ text: z.string() });
const accepts = { all: true };
const echo = defineService({
  name: 'echo',
  schema: 'type Query { nothing: String }',
  events: { Called: event(1, text), Answered: event(1, text) },
  streams: {
    answer: {
      initial: {},
      evolve: {},
      decide: {
        answer: command(text, (_state: object, input) =>
          accepts.all || input.text !== 'no' ? [emit('Answered', input)] : reject('NO_ANSWER', 'Not to that.'),
        ),
      },
    },
  },
  policies: { answer: policy('Called', (_docs, { data }) => send('answer', 'a', 'answer', { text: data['text'] })) },
  resolvers: { Query: { nothing: () => null } },
});

const leaseMs = 150;
const running: { stop: AbortController; close: () => Promise<unknown> }[] = [];
afterEach(async () => {
  for (const { stop, close } of running.splice(0)) {
    stop.abort();
    await close();
  }
  accepts.all = true;
});

/** A replica. `skew` is how far its clock is ahead, milliseconds. */
async function replica(log: EventLog, owner: string, skew = 0, service: ServiceDefinition = echo) {
  const world: World = { ...realWorld, now: () => new Date(Date.now() + skew).toISOString() };
  const failures: unknown[] = [];
  const runtime = await startMemoryRuntime(service, log, { world, onFailure: (error) => failures.push(error) });
  const stop = new AbortController();
  const runner: PolicyRunner = startPolicyRunner(
    {
      service: runtime.compiled,
      log,
      reactors: policyReactors(runtime.compiled, runtime.engine),
      world,
      docs: runtime.docs,
      folded: async (position) => void (await runtime.until(position, Infinity)),
      owner,
      onFailure: (error) => failures.push(error),
      leaseMs,
      checkpointMs: 20,
    },
    stop.signal,
  );
  running.push({
    stop,
    close: async () => {
      await runner.ended;
      await runtime.close();
    },
  });
  return { runner, stop, failures };
}

const call = (log: EventLog, ...texts: string[]) =>
  Promise.all(texts.map((each) => log.append('ev.echo.call.c', [{ type: 'Called', data: { text: each } }])));
const answers = async (log: EventLog) =>
  (await log.read('ev.echo.answer.a')).commits.map(({ events }) => events[0]!.data['text']);

const until = (holds: () => boolean | Promise<boolean>) => vi.waitUntil(holds, { timeout: 120_000, interval: 10 });

/** The log as a process sees it that stands still whenever it wants to append. */
function stoppable(log: EventLog) {
  let gate: Promise<void> | undefined;
  let open = (): void => undefined;
  return {
    stop: () => (gate = new Promise<void>((resolve) => (open = resolve))),
    go() {
      gate = undefined;
      open();
    },
    log: {
      ...log,
      epoch: log.epoch,
      append: async (...args: Parameters<EventLog['append']>) => {
        await gate;
        return log.append(...args);
      },
    } satisfies EventLog,
  };
}

const hour = 3_600_000;

describe('the lease', () => {
  it.each([
    ['ahead', hour],
    ['behind', -hour],
  ])('goes over to a replica whose clock is an hour %s, when the owner stands still', async (_, skew) => {
    const log = createMemoryLog();
    const paused = stoppable(log);
    const first = await replica(paused.log, 'first');
    await call(log, 'one');
    await until(async () => (await answers(log)).length === 1);
    paused.stop();
    await call(log, 'two');
    const second = await replica(log, 'second', skew);
    await until(async () => (await answers(log)).length === 2);
    expect(second.runner.role).toBe('owner');
    paused.go();
    await until(() => first.runner.role === 'waiting');
    await call(log, 'three');
    await until(async () => (await answers(log)).length === 3);
    expect(await answers(log)).toEqual(['one', 'two', 'three']);
  });

  it('stays with an owner that works, however wrong the others’ clocks are', async () => {
    const log = createMemoryLog();
    const first = await replica(log, 'first', -hour);
    const others = await Promise.all([replica(log, 'second', hour), replica(log, 'third')]);
    for (let i = 0; i < 40; i++) {
      await call(log, `t${i}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await until(async () => (await answers(log)).length === 40);
    expect([first, ...others].map(({ runner }) => runner.role)).toEqual(['owner', 'waiting', 'waiting']);
  });

  it('is prolonged with all that was done, also while it was being prolonged', async () => {
    const log = createMemoryLog();
    const stream = 'ev.echo.policy.runner';
    const noting: { answer?: Promise<void> } = {};
    const append: EventLog['append'] = async (...args) => {
      const result = await log.append(...args);
      if (args[0] === stream) await noting.answer;
      return result;
    };
    const notes = async () =>
      (await log.read(stream)).commits.map(({ events }) => events[0]?.data['positions'] as { readonly answer: number });
    const { runner } = await replica({ ...log, append }, 'first');
    await call(log, 'one');
    await until(async () => (await notes()).length === 2);
    const { promise, resolve: go } = Promise.withResolvers<void>();
    noting.answer = promise;
    await call(log, 'two');
    await until(async () => (await notes()).length === 3);
    const [last] = await call(log, 'three');
    await until(async () => (await answers(log)).length === 3);
    const position = last!.ok ? last!.commit.position : Number.NaN;
    await until(() => runner.position >= position);
    go();
    await until(async () => (await notes()).at(-1)!.answer >= position);
  });

  it('is free at once after an orderly end', async () => {
    const log = createMemoryLog();
    const first = await replica(log, 'first', hour);
    await call(log, 'one');
    await until(async () => (await answers(log)).length === 1);
    first.stop.abort();
    await first.runner.ended;
    const second = await replica(log, 'second', -hour);
    await until(() => second.runner.role === 'owner');
    await call(log, 'two');
    await until(async () => (await answers(log)).length === 2);
  });
});

describe('a policy that is deployed for the first time', () => {
  it.each([
    ['beginning', ['old', 'new']],
    ['now', ['new']],
  ] as const)('starts from %s', async (from, expected) => {
    const log = createMemoryLog();
    await call(log, 'old');
    const service = { ...echo, policies: { answer: { ...echo.policies['answer']!, from } } };
    const { runner } = await replica(log, 'first', 0, service);
    await until(() => runner.role === 'owner');
    await call(log, 'new');
    await until(async () => (await answers(log)).at(-1) === 'new');
    expect(await answers(log)).toEqual(expected);
  });
});

describe('a parked reaction', () => {
  async function parkOne(log: EventLog) {
    accepts.all = false;
    const { runner } = await replica(log, 'first');
    await call(log, 'no');
    await until(() => runner.parked.length === 1);
    return { runner, parked: runner.parked[0]! };
  }

  it('says what it is about, is carried out when somebody wants it, and only once', async () => {
    const log = createMemoryLog();
    const { runner, parked } = await parkOne(log);
    expect(parked).toMatchObject({
      policy: 'answer',
      type: 'Called',
      stream: 'ev.echo.call.c',
      command: 'answer/a.answer',
      reason: 'NO_ANSWER: Not to that.',
      times: 1,
    });
    const reactions = parkedReactions(log, 'echo');
    expect(await reactions.list()).toEqual([parked]);
    accepts.all = true;
    expect(await Promise.all([reactions.retry(parked.id), reactions.retry(parked.id)])).toEqual(
      expect.arrayContaining([true, false]),
    );
    await until(async () => (await answers(log)).length === 1);
    await until(() => runner.parked.length === 0);
    expect(await reactions.retry(parked.id)).toBe(false);
    expect(await answers(log)).toEqual(['no']);
  });

  it('is parked again when it fails again, and carried out by a successor after all', async () => {
    const log = createMemoryLog();
    const { runner, parked } = await parkOne(log);
    const reactions = parkedReactions(log, 'echo');
    await reactions.retry(parked.id);
    await until(() => runner.parked[0]?.times === 2);
    const [first] = running;
    first!.stop.abort();
    await runner.ended;
    accepts.all = true;
    await reactions.retry(parked.id);
    await replica(log, 'second');
    await until(async () => (await answers(log)).length === 1);
    expect(await reactions.list()).toEqual([]);
  });

  it('is gone when it is dropped', async () => {
    const log = createMemoryLog();
    const { runner, parked } = await parkOne(log);
    expect(await parkedReactions(log, 'echo').drop(parked.id)).toBe(true);
    await until(() => runner.parked.length === 0);
    accepts.all = true;
    await call(log, 'yes');
    await until(async () => (await answers(log)).length === 1);
    expect(await answers(log)).toEqual(['yes']);
  });
});
