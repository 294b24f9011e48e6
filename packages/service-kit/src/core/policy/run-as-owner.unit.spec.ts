/** What becomes of reactions that go wrong: nothing is skipped silently, and nothing waits that need not. */
import { createMemoryLog, LogError, type EventLog } from '@tessera/event-log';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  command,
  createInMemoryHost,
  defineService,
  emit,
  event,
  policy,
  reject,
  send,
  type InMemoryHost,
} from '../../index.ts';

const text = z.object({ text: z.string() });
const echo = defineService({
  name: 'echo',
  schema: 'type Query { nothing: String }',
  events: { Called: event(1, text), Answered: event(1, text) },
  streams: {
    call: { initial: {}, evolve: {}, decide: {} },
    answer: {
      initial: {},
      evolve: {},
      decide: {
        answer: command(text, (_state: object, input) => {
          if (input.text === 'refuse') return reject('NO_ANSWER', 'Not to that.');
          if (input.text === 'explode') throw new RangeError('too loud');
          return [emit('Answered', input)];
        }),
      },
    },
  },
  policies: {
    answer: policy('Called', (_docs, { data }) => {
      if (data['text'] === 'choke') throw new TypeError('cannot speak');
      if (data['text'] === 'silence') return null;
      const words = (data['text'] as string).split(' ');
      return words.map((word) => send('answer', 'a', 'answer', { text: word }));
    }),
  },
  resolvers: { Query: { nothing: () => null } },
});

const hosts: InMemoryHost[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.close();
});

async function call(log: EventLog, ...texts: string[]) {
  const host = createInMemoryHost(echo, { log, onUnexpected() {} });
  hosts.push(host);
  for (const [index, each] of texts.entries())
    await log.append(`ev.echo.call.c${index}`, [{ type: 'Called', data: { text: each } }]);
  await host.whenIdle();
  const answered = (await log.read('ev.echo.answer.a')).commits.map(({ events }) => events[0]!.data['text']);
  return { answered, parked: (await host.parked()).reactions };
}

describe('reactions', () => {
  it('to one stream keep the order of the events and of the policy', async () => {
    const texts = Array.from({ length: 40 }, (_, i) => `a${i} b${i}`);
    const { answered, parked } = await call(createMemoryLog(), ...texts);
    expect(answered).toEqual(texts.flatMap((each) => each.split(' ')));
    expect(parked).toEqual([]);
  });

  it('that are refused, or whose policy fails, are parked with the reason; the next go on', async () => {
    const { answered, parked } = await call(createMemoryLog(), 'one', 'refuse', 'choke', 'silence', 'two');
    expect(answered).toEqual(['one', 'two']);
    // Independent of each other, they may be parked in any order.
    expect(parked.map(({ event, type, command, reason }) => ({ event, type, command, reason }))).toEqual(
      expect.arrayContaining([
        { event: '2-0', type: 'Called', command: 'answer/a.answer', reason: 'NO_ANSWER: Not to that.' },
        { event: '3-0', type: 'Called', command: undefined, reason: 'TypeError: cannot speak' },
      ]),
    );
    expect(parked).toHaveLength(2);
  });

  it('that fail are tried again, and parked at last', async () => {
    const { answered, parked } = await call(createMemoryLog(), 'explode', 'after');
    expect(answered).toEqual(['after']);
    expect(parked).toMatchObject([{ command: 'answer/a.answer', reason: 'RangeError: too loud' }]);
  });

  it('wait for a log that cannot be written, however long, and are not parked for it', async () => {
    const log = createMemoryLog();
    let failures = 6;
    const flaky: EventLog = {
      ...log,
      epoch: log.epoch,
      async append(stream, ...rest) {
        if (stream === 'ev.echo.answer.a' && failures-- > 0) throw new LogError('LOG_BUSY', 'busy');
        return log.append(stream, ...rest);
      },
    };
    const { answered, parked } = await call(flaky, 'one');
    expect([answered, parked, failures < 0]).toEqual([['one'], [], true]);
  });
});
