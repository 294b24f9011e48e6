import { describe, expect, test } from 'vitest';
import { peakOf, ranges, seriesOf, sum } from './series.ts';

const now = Date.parse('2026-11-23T12:00:30.000Z');
const [hour, day] = ranges;
const minute = (time: string, orders: number, revenue: number) => ({
  minute: `2026-11-23T${time}:00.000Z`,
  orders,
  revenue,
});

describe('sales over time', () => {
  test('sixty minutes, the last one under way; minutes without orders are zero', () => {
    const { at, orders, revenue } = seriesOf([minute('12:00', 2, 500), minute('11:01', 1, 100)], hour, now);
    expect([at.length, at[0], at[59]]).toEqual([
      60,
      Date.parse('2026-11-23T11:01:00Z'),
      Date.parse('2026-11-23T12:00:00Z'),
    ]);
    expect([orders[0], orders[1], orders[59]]).toEqual([1, 0, 2]);
    expect(sum(revenue)).toBe(600);
  });

  test('a minute before the period is not in it', () => {
    expect(sum(seriesOf([minute('11:00', 1, 100)], hour, now).orders)).toBe(0);
  });

  test('a day adds minutes up to quarters of an hour', () => {
    const { at, orders } = seriesOf([minute('11:46', 1, 1), minute('11:59', 2, 1), minute('12:00', 4, 1)], day, now);
    expect(at).toHaveLength(96);
    expect(orders.slice(-2)).toEqual([3, 4]);
  });

  test('a service whose clock is a little ahead moves the end; one that is wrong by far does not', () => {
    expect(seriesOf([minute('12:02', 1, 1)], hour, now).orders.at(-1)).toBe(1);
    expect(sum(seriesOf([minute('18:00', 1, 1)], hour, now).orders)).toBe(0);
  });

  test('the peak is the newest of the greatest; nothing has none', () => {
    expect(peakOf([1, 3, 3, 0])).toBe(2);
    expect(peakOf([0, 0])).toBeUndefined();
  });
});
