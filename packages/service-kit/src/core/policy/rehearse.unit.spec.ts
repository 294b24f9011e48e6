/** What a release would do about events is found out without doing any of it, and what it would fail at is counted. */
import { createMemoryLog, type EventLog } from '@tessera/event-log';
import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import {
  command,
  defineService,
  emit,
  event,
  policy,
  send,
  type LookUp,
  type Occurrence,
  type ServiceDefinition,
} from '../../index.ts';
import { startMemoryRuntime } from '../runtime/memory-runtime.fixture.ts';
import type { FailedRehearsal } from './rehearse.ts';
import { startRehearsing } from './start-reacting.ts';

const text = z.object({ text: z.string() });
const echo = defineService({
  name: 'echo',
  schema: 'type Query { nothing: String } type Call { text: String }',
  events: { Called: event(1, text), Answered: event(1, text) },
  streams: {
    answer: {
      initial: {},
      evolve: {},
      decide: {
        answer: command(z.object({ text: z.string().max(9) }), (_state: object, input) => [emit('Answered', input)]),
      },
    },
  },
  projections: { calls: { type: 'Call', on: { Called: (docs, e) => docs.put(e.streamId, { text: e.data['text'] }) } } },
  policies: {
    answer: policy('Called', (docs, { data, streamId }) => {
      if (data['text'] === 'choke') throw new TypeError('cannot speak');
      if (data['text'] === 'silence') return null;
      if (data['text'] === 'lost') return send('answer', 'a', 'whisper', {});
      return send('answer', 'a', 'answer', { text: docs<{ text: string }>('calls').get(streamId)?.text });
    }),
  },
  effects: {
    mail: {
      on: 'Called',
      port: 'post',
      from: 'now',
      request(_docs: LookUp, { data }: Occurrence) {
        if (data['text'] === 'unsendable') throw new Error('no address');
        return { to: 'ada' };
      },
    },
  },
  resolvers: { Query: { nothing: () => null } },
});

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function rehearse(log: EventLog, service: ServiceDefinition = echo) {
  const runtime = await startMemoryRuntime(service, log, { onFailure: (error) => expect.unreachable(String(error)) });
  const stop = new AbortController();
  const failed: FailedRehearsal[] = [];
  const post = { make: () => expect.unreachable('nothing is made') };
  const rehearsal = startRehearsing(
    {
      runtime,
      log,
      ports: { post },
      onFailed: (each) => failed.push(each),
      onFailure: (error) => expect.unreachable(String(error)),
    },
    stop.signal,
  );
  closing.push(async () => {
    stop.abort();
    await rehearsal.ended;
    await runtime.close();
  });
  const total = { reactions: 0, failed: 0 };
  const until = (reactions: number) =>
    vi.waitFor(() => {
      const taken = rehearsal.take();
      total.reactions += taken.reactions;
      total.failed += taken.failed;
      expect(total.reactions).toBe(reactions);
    }, 30_000);
  return { failed, total, until };
}

const call = (log: EventLog, id: string, words: string) =>
  log.append(`ev.echo.call.${id}`, [{ type: 'Called', data: { text: words } }]);

it('asks each policy and effect about what happens from now on, with the documents that led to; nothing is recorded', async () => {
  const log = createMemoryLog();
  await call(log, 'before', 'choke');
  const { failed, total, until } = await rehearse(log);
  const head = await log.head();
  const texts = ['hello', 'silence', 'choke', 'lost', 'far too long', 'unsendable'];
  for (const [index, each] of texts.entries()) await call(log, `c${index}`, each);
  await until(12);
  expect(total.failed).toBe(5);
  expect(failed.map(({ reactor, reason }) => `${reactor}: ${reason}`)).toEqual([
    'answer: TypeError: cannot speak',
    expect.stringContaining('answer: Error: The stream "answer" of "echo" has no command "whisper"'),
    expect.stringMatching(/^answer: INVALID_INPUT: /),
    expect.stringMatching(/^answer: INVALID_INPUT: /),
    'mail: Error: no address',
  ]);
  expect(await log.head(), 'nothing else was recorded').toBe(head + texts.length);
});
