import type { World } from '../core/world/world.ts';

/** A world that repeats itself: time moves a second per look, ids count up per prefix, `random` walks a fixed sequence. */
export function fixedWorld(start = '2026-01-01T00:00:00.000Z'): World {
  const counts = new Map<string, number>();
  let time = Date.parse(start) - 1_000;
  let seed = 1;
  return {
    now() {
      time += 1_000;
      return new Date(time).toISOString();
    },
    newId(prefix) {
      const count = (counts.get(prefix) ?? 0) + 1;
      counts.set(prefix, count);
      return `${prefix}_${count}`;
    },
    random() {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
  };
}
