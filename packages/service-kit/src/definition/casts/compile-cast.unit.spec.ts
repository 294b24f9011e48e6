import { isDeepStrictEqual } from 'node:util';
import type { JsonObject, JsonValue } from '@tessera/event-log';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drop, mapValues, move, rename, setDefault, type CastStep } from './cast.ts';
import { checkSteps, compileCast } from './compile-cast.ts';

const run = (data: JsonObject, ...steps: CastStep[]): JsonObject => compileCast(steps)(data);

describe('rename', () => {
  it('keeps the value, and replaces a member that has the new name', () => {
    expect(run({ a: 1, c: 3 }, rename('a', 'b'))).toEqual({ b: 1, c: 3 });
    expect(run({ a: 1, b: 2 }, rename('a', 'b'))).toEqual({ b: 1 });
  });
  it('changes nothing where there is no such member', () => {
    expect(run({ b: 2 }, rename('a', 'b'))).toEqual({ b: 2 });
    expect(run({ a: 1 }, rename('a', 'a'))).toEqual({ a: 1 });
  });
  it('reaches into every element of a list, and of lists of lists', () => {
    expect(run({ lines: [{ sku: 'A' }, { other: 1 }, 7, null] }, rename('lines[].sku', 'part'))).toEqual({
      lines: [{ part: 'A' }, { other: 1 }, 7, null],
    });
    expect(run({ grid: [[{ x: 1 }], []] }, rename('grid[][].x', 'y'))).toEqual({ grid: [[{ y: 1 }], []] });
  });
});

describe('setDefault', () => {
  it('fills in what is missing; null is not missing, and no object is made for it', () => {
    expect(run({}, setDefault('a', 1))).toEqual({ a: 1 });
    expect(run({ a: null }, setDefault('a', 1))).toEqual({ a: null });
    expect(run({}, setDefault('a.b', 1))).toEqual({});
    expect(run({ lines: [{}, { unit: 'm' }] }, setDefault('lines[].unit', 'piece'))).toEqual({
      lines: [{ unit: 'piece' }, { unit: 'm' }],
    });
  });
});

describe('move', () => {
  it('makes the objects on the way and leaves those it empties', () => {
    expect(run({ carrier: 'DHL' }, move('carrier', 'parcel.carrier'))).toEqual({ parcel: { carrier: 'DHL' } });
    expect(run({ parcel: { carrier: 'DHL' } }, move('parcel.carrier', 'carrier'))).toEqual({
      parcel: {},
      carrier: 'DHL',
    });
  });
  it('takes out first, then puts: wrapping and unwrapping', () => {
    expect(run({ a: 1 }, move('a', 'a.b'))).toEqual({ a: { b: 1 } });
    expect(run({ a: { b: 1, c: 2 } }, move('a.b', 'a'))).toEqual({ a: 1 });
  });
  it('moves nothing when something that is no object stands in the way', () => {
    expect(run({ a: 1, b: 'text' }, move('a', 'b.c'))).toEqual({ a: 1, b: 'text' });
  });
  it('stays within an element of a list', () => {
    expect(run({ lines: [{ price: { amount: 5 } }, {}] }, move('lines[].price.amount', 'lines[].amount'))).toEqual({
      lines: [{ price: {}, amount: 5 }, {}],
    });
    expect(checkSteps([move('lines[].a', 'a')])).toEqual([expect.stringContaining('the same element')]);
  });
});

describe('mapValues', () => {
  it('changes texts only, and others than named by otherwise', () => {
    expect(run({ s: 'OLD' }, mapValues('s', { OLD: 'NEW' }))).toEqual({ s: 'NEW' });
    expect(run({ s: 'toString' }, mapValues('s', { OLD: 'NEW' }))).toEqual({ s: 'toString' });
    expect(run({ s: 'X' }, mapValues('s', { OLD: 'NEW' }, null))).toEqual({ s: null });
    expect(run({ s: 7, t: ['a', 'b'] }, mapValues('s', { 7: 'x' }), mapValues('t[]', { a: 1 }))).toEqual({
      s: 7,
      t: [1, 'b'],
    });
  });
});

it('drops a member', () => {
  expect(run({ a: { b: 1, c: 2 }, d: 3 }, drop('a.b'), drop('d'), drop('e'))).toEqual({ a: { c: 2 } });
});

it('moves a sealed or erased value as it is, and does not look into it', () => {
  const sealed = { $sealed: 1, domain: 'orders', subject: 'u1', field: 'name', box: 'AAAA' };
  const steps = [rename('box', 'x'), setDefault('who.extra', 1), drop('who.box'), rename('who', 'by')];
  expect(run({ who: sealed }, ...steps)).toEqual({ by: sealed });
  expect(run({ who: { $erased: true } }, ...steps)).toEqual({ by: { $erased: true } });
});

it('says what is wrong with a step', () => {
  expect(checkSteps([rename('a', 'b.c'), drop('a[]'), drop('a..b'), drop('__proto__'), mapValues('[]', {})])).toEqual([
    expect.stringContaining('use move'),
    expect.stringContaining("end with a member's name"),
    expect.stringContaining('is not a path'),
    expect.stringContaining('__proto__'),
    expect.stringContaining('is not a path'),
  ]);
  expect(checkSteps([{ op: 'compute' } as never])).toEqual([expect.stringContaining('is a new event type')]);
});

describe('laws, on any JSON', () => {
  const names = fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__');
  const json = fc.letrec<{ value: JsonValue; object: JsonObject }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constantFrom<JsonValue>(null, true, 0, -1.5, '', 'a', 'OLD', 'NEW'),
      fc.array(tie('value'), { maxLength: 3 }),
      tie('object'),
    ),
    object: fc
      .array(fc.tuple(names, tie('value')), { maxLength: 4 })
      // As it comes from a log: `__proto__` is an own member there.
      .map(
        (members) =>
          JSON.parse(`{${members.map(([k, v]) => `${JSON.stringify(k)}:${JSON.stringify(v)}`).join()}}`) as JsonObject,
      ),
  }));
  const path = fc
    .array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'constructor'), fc.constantFrom('', '', '[]', '[][]')), {
      minLength: 1,
      maxLength: 3,
    })
    .map((parts) => parts.map(([name, lists]) => name + lists).join('.'));
  const step: fc.Arbitrary<CastStep> = fc.oneof(
    fc.tuple(path, names).map(([at, to]) => rename(at, to)),
    fc.tuple(path, json.value).map(([at, value]) => setDefault(at, value)),
    fc.tuple(path, path).map(([from, to]) => move(from, to)),
    fc.tuple(path, json.value).map(([at, value]) => mapValues(at, { OLD: 'NEW', a: value })),
    path.map(drop),
  );

  it('never throws, answers an object, and does not change what it is given', () => {
    fc.assert(
      fc.property(json.object, fc.array(step, { maxLength: 4 }), (data, steps) => {
        const sound = steps.filter((each) => checkSteps([each]).length === 0);
        const before = JSON.stringify(data);
        const result = compileCast(sound)(data);
        expect(JSON.stringify(data)).toBe(before);
        expect(typeof result === 'object' && !Array.isArray(result)).toBe(true);
        // Still JSON: it survives being written down.
        expect(isDeepStrictEqual(JSON.parse(JSON.stringify(result)), result)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  const lacks = (data: JsonObject, name: string): boolean => !Object.hasOwn(data, name);

  it('rename there and back is nothing, where the new name was free', () => {
    fc.assert(
      fc.property(json.object, (data) => {
        fc.pre(lacks(data, 'b'));
        expect(run(data, rename('a', 'b'), rename('b', 'a'))).toEqual(data);
      }),
    );
  });
  it('a default that was filled in and dropped is nothing', () => {
    fc.assert(
      fc.property(json.object, json.value, (data, value) => {
        fc.pre(lacks(data, 'b'));
        expect(run(data, setDefault('b', value), drop('b'))).toEqual(data);
      }),
    );
  });
  it('move there and back is nothing, where the way was free, but for objects it made', () => {
    fc.assert(
      fc.property(json.object, (data) => {
        fc.pre(lacks(data, 'x'));
        expect(run(data, move('a', 'x.y.z'), move('x.y.z', 'a'), drop('x'))).toEqual(data);
      }),
    );
  });
  it('an injective map and its inverse are nothing, where the new texts were not in use', () => {
    const there = { OLD: 'new', a: 'A' };
    const back = { new: 'OLD', A: 'a' };
    fc.assert(
      fc.property(json.object, (data) => {
        expect(run(data, mapValues('a', there), mapValues('a', back))).toEqual(data);
        expect(run(data, mapValues('a[].b', there), mapValues('a[].b', back))).toEqual(data);
      }),
    );
  });
});
