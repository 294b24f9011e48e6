import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createFewMap } from './few-map.ts';

const step = fc.oneof(
  fc.record({ do: fc.constant('set' as const), key: fc.constantFrom('a', 'b', 'c'), value: fc.option(fc.nat(9)) }),
  fc.record({ do: fc.constant('clear' as const) }),
);

test('answers what a Map answers, whatever is set and cleared', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const few = createFewMap<number | null>();
      const map = new Map<string, number | null>();
      for (const each of steps) {
        if (each.do === 'clear') {
          few.clear();
          map.clear();
        } else {
          few.set(each.key, each.value);
          map.set(each.key, each.value);
        }
        const entries: [string, number | null][] = [];
        few.forEach((value, key) => entries.push([key, value]));
        expect(entries).toEqual([...map]);
        expect(few.keys()).toEqual([...map.keys()]);
        for (const key of ['a', 'b', 'c']) expect([few.has(key), few.get(key)]).toEqual([map.has(key), map.get(key)]);
      }
    }),
  );
});
