import { describe, expect, it } from 'vitest';
import { bucketOf, canaryOf } from '../index.ts';

const users = Array.from({ length: 20_000 }, (_, index) => `user-${index}`);

describe('a user’s place among a hundred', () => {
  it('is the same in every language', () => {
    expect(
      [
        ['ada', 'orders'],
        ['ada', 'catalog'],
        ['cleo', 'orders'],
        ['', ''],
        ['zoë-ünïcode', 'fulfilment-service'],
      ].map(([user, module]) => bucketOf(user!, module!)),
    ).toEqual([12, 8, 9, 3, 52]);
  });

  it('is spread evenly, also for ids that differ in their last digit only', () => {
    const counts = Array.from({ length: 100 }, () => 0);
    for (const user of users) counts[bucketOf(user, 'orders')]! += 1;
    // 200 expected in each; 6 standard deviations either way.
    expect(Math.min(...counts)).toBeGreaterThan(115);
    expect(Math.max(...counts)).toBeLessThan(285);
  });

  it('of one module says nothing about another: the same people are not always first', () => {
    const early = users.filter((user) => bucketOf(user, 'orders') < 10);
    const both = early.filter((user) => bucketOf(user, 'catalog') < 10);
    expect(both.length / early.length).toBeGreaterThan(0.07);
    expect(both.length / early.length).toBeLessThan(0.13);
  });
});

describe('who runs a canary', () => {
  const since = '2026-01-01T00:00:00.000Z';
  const canary = (module: string, share: number, started = since) => ({ module, share, since: started });

  it('grows: nobody leaves while the share goes up', () => {
    const reached = (share: number) => users.filter((user) => canaryOf(user, [canary('orders', share)]) === 'orders');
    expect(reached(0)).toEqual([]);
    let before = new Set<string>();
    for (const share of [1, 5, 10, 25, 50, 99]) {
      const now = new Set(reached(share));
      for (const user of before) expect(now.has(user)).toBe(true);
      expect(now.size / users.length).toBeCloseTo(share / 100, 1);
      before = now;
    }
    expect(reached(100)).toHaveLength(users.length);
  });

  it('is in one of them at most, and a later one takes nobody from an earlier one', () => {
    const first = canary('orders', 60, '2026-01-01T00:00:00.000Z');
    const second = canary('catalog', 60, '2026-01-02T00:00:00.000Z');
    for (const user of users.slice(0, 2_000)) {
      const alone = canaryOf(user, [first]);
      if (alone !== undefined) expect(canaryOf(user, [second, first])).toBe('orders');
      else expect(canaryOf(user, [second, first])).toBe(canaryOf(user, [second]));
    }
  });
});
