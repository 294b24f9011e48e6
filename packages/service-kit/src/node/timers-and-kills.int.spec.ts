/** Timers of a real process that is killed (`kill -9`) while they wait: they fire after its restart, once. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RecordedEvent } from '@tessera/event-log';
import { openLog } from '@tessera/event-log/open';
import { afterEach, expect, it } from 'vitest';
import { eventually } from '../sample/http-client.ts';
import { temporaryFolders } from '../sample/temporary-folders.ts';

const folders = temporaryFolders();
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  folders.clear();
});

const minute = 60_000;

it('a timer that falls due while nobody runs fires after the restart, once, and takes the time it was due for now', async () => {
  const folder = folders.make();
  const url = `sqlite:${join(folder, 'log.db')}`;
  const log = await openLog(url);
  closing.push(() => log.close());

  async function start(minutesAhead: number): Promise<ChildProcess> {
    const script = fileURLToPath(new URL('../sample/run-parking-lot.ts', import.meta.url));
    const child = fork(script, [url, folder, String(minutesAhead * minute)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    closing.push(() => kill(child));
    await once(child, 'message');
    return child;
  }

  async function park(plate: string, minutes: number, time: string): Promise<void> {
    await log.append(`ev.lot.car.${plate}`, [{ type: 'Parked', data: { plate, minutes } }], { time });
  }

  async function eventsOf(stream: string): Promise<RecordedEvent[]> {
    return (await log.read(stream)).commits.flatMap(({ events }) => [...events]);
  }
  const typesOf = async (stream: string): Promise<string[]> => (await eventsOf(stream)).map(({ type }) => type);
  const timersOf = (plate: string): Promise<string[]> => typesOf(`ev.lot.timer.paid-${plate}`);
  const carOf = (plate: string): Promise<string[]> => typesOf(`ev.lot.car.${plate}`);
  const fired = ['TimerSet', 'TimerFired'];

  const first = await start(0);
  const now = Date.now();
  await park('LATE', 30, new Date(now).toISOString());
  await park('LATER', 24 * 60, new Date(now).toISOString());
  // Due in a moment, by the real clock: the process wakes up for it by itself.
  await park('SOON', 30, new Date(now - 30 * minute + 500).toISOString());
  await eventually(
    () => timersOf('SOON'),
    (types) => types.length === 2,
  );
  for (const plate of ['LATE', 'LATER']) {
    await eventually(
      () => timersOf(plate),
      (types) => types.length === 1,
    );
  }
  expect([await timersOf('LATE'), await timersOf('SOON')]).toEqual([['TimerSet'], fired]);
  await kill(first);

  const second = await start(31);
  await eventually(
    () => carOf('LATE'),
    (types) => types.includes('Warned'),
  );
  // In the middle of whatever it still does.
  await kill(second);

  const third = await start(90);
  await park('LAST', 0, new Date(now + 90 * minute).toISOString());
  await eventually(
    () => carOf('LAST'),
    (types) => types.includes('Warned'),
  );
  await kill(third);
  for (const plate of ['LATE', 'SOON', 'LAST']) {
    expect([plate, await timersOf(plate), await carOf(plate)]).toEqual([plate, fired, ['Parked', 'Overdue', 'Warned']]);
  }
  expect(await timersOf('LATER')).toEqual(['TimerSet']);
  const overdue = (await eventsOf('ev.lot.car.LATE')).find(({ type }) => type === 'Overdue');
  expect(overdue?.data['since']).toBe(new Date(now + 30 * minute).toISOString());
});

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
