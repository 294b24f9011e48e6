/** Carrying out commands, above all when others write to the same stream. */
import { createMemoryLog, type EventLog } from '@tessera/event-log';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { command, defineService, emit, event, reject } from '../../index.ts';
import { fixedWorld } from '../../testing/index.ts';
import { compileService } from '../compiled-service.ts';
import { createCommandEngine } from './command-engine.ts';

interface State {
  readonly seats: number;
}

let decisions = 0;
const theatre = defineService({
  name: 'theatre',
  schema: 'type Query { nothing: String }',
  events: { Opened: event(1, z.object({ seats: z.int() })), Taken: event(1, z.object({ by: z.string().min(1) })) },
  streams: {
    show: {
      initial: { seats: 0 } as State,
      evolve: {
        Opened: (_state, e): State => ({ seats: e.data.seats }),
        Taken: (state): State => ({ seats: state.seats - 1 }),
      },
      decide: {
        open: command(z.object({ seats: z.int() }), (_state: State, input) => [emit('Opened', input)]),
        take: command(z.object({ by: z.string() }), (state: State, input) => {
          decisions += 1;
          return state.seats > 0 ? [emit('Taken', input)] : reject('FULL', 'No seat is left.');
        }),
        look: command(z.object({}), () => []),
        lose: command(z.object({}), () => [emit('Lost', {})]),
        hoard: command(z.object({}), () => [emit('Taken', { by: 'x'.repeat(600_000) })]),
      },
    },
  },
  resolvers: { Query: { nothing: () => null } },
});

const engineOn = (log: EventLog, attempts?: number) =>
  createCommandEngine({
    service: compileService(theatre),
    log,
    world: fixedWorld(),
    ...(attempts === undefined ? {} : { attempts }),
  });
let count = 0;
const asCommand = (name: string, input: object = {}, options: { commandId?: string; basedOn?: string } = {}) => ({
  stream: 'show',
  id: 's1',
  name,
  input,
  commandId: `c${++count}`,
  user: null,
  ...options,
});

describe('a command', () => {
  it('is decided on the newest state, also when somebody else wrote in between', async () => {
    const log = createMemoryLog();
    const [here, there] = [engineOn(log), engineOn(log)];
    await here.execute(asCommand('open', { seats: 3 }));
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => (i % 2 ? here : there).execute(asCommand('take', { by: `p${i}` }))),
    );
    expect(answers.filter(({ ok }) => ok)).toHaveLength(3);
    expect(answers.filter((answer) => !answer.ok && answer.problem.code === 'FULL')).toHaveLength(9);
    expect((await log.read('ev.theatre.show.s1')).commits).toHaveLength(4);
  });

  it('is decided again after a conflict, and given up on at last', async () => {
    const log = createMemoryLog();
    await engineOn(log).execute(asCommand('open', { seats: 100 }));
    // Somebody is always faster.
    const busy: EventLog = {
      ...log,
      epoch: log.epoch,
      async append(stream, events, options) {
        await log.append(stream, [{ type: 'Taken', data: { by: 'other' } }]);
        return log.append(stream, events, options);
      },
    };
    decisions = 0;
    const answer = await engineOn(busy, 5).execute(asCommand('take', { by: 'me' }));
    expect(answer).toMatchObject({ ok: false, problem: { code: 'CONFLICT' } });
    expect(decisions).toBe(5);
  });

  it('that was recorded, though nobody heard of it, is found when it comes again', async () => {
    const log = createMemoryLog();
    await engineOn(log).execute(asCommand('open', { seats: 5 }));
    const deaf: EventLog = {
      ...log,
      epoch: log.epoch,
      async append(...args) {
        await log.append(...args);
        throw new Error('the connection was lost');
      },
    };
    const take = asCommand('take', { by: 'me' });
    await expect(engineOn(deaf).execute(take)).rejects.toThrow('the connection was lost');
    const again = await engineOn(log).execute(take);
    expect(again).toMatchObject({ ok: true, duplicate: true, events: [{ type: 'Taken' }] });
    expect((await log.read('ev.theatre.show.s1')).commits).toHaveLength(2);
  });

  it('with nothing to record is accepted at the stream’s version', async () => {
    const log = createMemoryLog({ epoch: 'e' });
    const engine = engineOn(log);
    expect(await engine.execute(asCommand('look'))).toEqual({
      ok: true,
      position: 'e.0',
      duplicate: false,
      events: [],
    });
    await engine.execute(asCommand('open', { seats: 1 }));
    expect(await engine.execute(asCommand('look'))).toMatchObject({ position: 'e.1' });
  });

  it('is refused when it was based on anything but the stream’s version', async () => {
    const log = createMemoryLog({ epoch: 'e' });
    const engine = engineOn(log);
    await engine.execute(asCommand('open', { seats: 5 }));
    for (const basedOn of ['e.0', 'e.2', 'other.1', '', 'rubbish']) {
      const answer = await engine.execute(asCommand('take', { by: 'me' }, { basedOn }));
      expect(answer, basedOn).toMatchObject({ ok: false, problem: { code: 'STALE', field: 'basedOn' } });
    }
    expect(await engine.execute(asCommand('take', { by: 'me' }, { basedOn: 'e.1' }))).toMatchObject({ ok: true });
  });

  it('is refused with the field for bad input and bad events, and records nothing', async () => {
    const log = createMemoryLog();
    const engine = engineOn(log);
    expect(await engine.execute(asCommand('open', { seats: 'ten' }))).toMatchObject({
      problem: { code: 'INVALID_INPUT', field: 'seats' },
    });
    await engine.execute(asCommand('open', { seats: 5 }));
    expect(await engine.execute(asCommand('take', { by: '' }))).toMatchObject({
      problem: { code: 'INVALID_EVENT', field: 'by', message: expect.stringContaining('Taken.by') as string },
    });
    expect(await engine.execute(asCommand('lose'))).toMatchObject({ problem: { code: 'INVALID_EVENT' } });
    expect(await engine.execute(asCommand('hoard'))).toMatchObject({ problem: { code: 'TOO_LARGE' } });
    expect(await log.head()).toBe(1);
  });

  it('that the service does not have is a fault of the caller’s', async () => {
    const engine = engineOn(createMemoryLog());
    await expect(engine.execute(asCommand('fly'))).rejects.toThrow(/no command "fly"; it has: open/);
    await expect(engine.execute({ ...asCommand('open'), stream: 'constructor' })).rejects.toThrow(
      /no stream "constructor"/,
    );
  });
});
