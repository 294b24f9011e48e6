import { expect } from 'vitest';
import type { EventLog } from '../port.ts';
import { collect, event, positionsOf, progressTo, whatIsWrongWith } from './engine.ts';

/** Writers on both handles; readers that start at different times, on both, some filtered: each must see a gapless whole. */
export async function everyoneWritesWhileOthersRead(one: EventLog, two: EventLog): Promise<void> {
  const perWriter = 120;
  const total = perWriter * 6;
  const writers = Array.from({ length: 6 }, async (_, writer) => {
    const log = writer % 2 ? one : two;
    for (let i = 0; i < perWriter; i++) await log.append(`ev.w${writer}.b.1`, [event('X', { i })]);
  });
  const everything = Promise.all(
    [one, two, one].map(async (log, at) => {
      if (at === 2) await writers[0];
      return collect(log, {}, progressTo(total));
    }),
  );
  const filtered = collect(two, { filter: ['ev.w3.>', 'ev.*.none.>'] }, progressTo(total));
  await Promise.all(writers);

  for (const items of await everything) {
    expect(whatIsWrongWith(items)).toBeUndefined();
    expect(positionsOf(items)).toEqual(Array.from({ length: total }, (_, i) => i + 1));
  }
  const mine = (await filtered).flatMap((item) => (item.kind === 'commit' ? [item.commit] : []));
  expect(whatIsWrongWith(await filtered)).toBeUndefined();
  expect(mine.map(({ events }) => events[0]!.data.i)).toEqual(Array.from({ length: perWriter }, (_, i) => i));
}
