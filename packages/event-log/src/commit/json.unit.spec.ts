import fc from 'fast-check';
import { expect, it } from 'vitest';
import { copyJson, UnrecordableError } from './json.ts';

/** Also what only a program makes: own properties named `__proto__`, zeros with a sign, properties that are undefined. */
const { value: plain } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, false, 0, -0, 1e300, '', 'ü', '\ud800', '__proto__'),
    fc.string(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.constantFrom('__proto__', '1', 'toString'), fc.string()), tie('optional')), {
        maxLength: 4,
      })
      .map((entries) => Object.fromEntries(entries)),
  ),
  optional: fc.oneof(tie('value'), fc.constant(undefined)),
}));

it('a copy is what JSON would make of it, in the same order, and its own', () => {
  fc.assert(
    fc.property(plain, (value) => {
      const copy = copyJson(value, 'it');
      expect(copy).toStrictEqual(JSON.parse(JSON.stringify(value)));
      expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
      if (typeof value === 'object' && value !== null) expect(copy).not.toBe(value);
    }),
    { numRuns: 500 },
  );
});

it('a getter is asked once', () => {
  let asked = 0;
  const value = Object.defineProperty({}, 'n', { enumerable: true, get: () => ++asked });
  expect(copyJson(value, 'it')).toEqual({ n: 1 });
  expect(asked).toBe(1);
});

it.each([
  ['a function', { f: () => 1 }, 'it.f is a function'],
  ['a date', { at: new Date(0) }, 'it.at is a Date, not a plain object'],
  ['infinity, deep', { list: [{ n: Infinity }] }, 'it.list[0].n is Infinity'],
])('%s is refused, by name', (_, value, message) => {
  expect(() => copyJson(value, 'it')).toThrow(new UnrecordableError(message));
});
