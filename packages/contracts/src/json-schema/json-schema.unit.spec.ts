import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { run } from '../../proofs/json-schema.ts';
import { castSchema } from './cast-schema.ts';
import { fieldsOf } from './json-schema.ts';
import type { JsonSchema } from './json-schema.ts';
import { uncovered } from './uncovered.ts';

const written = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'output' }) as JsonSchema;
const read = (schema: z.ZodType) => z.toJSONSchema(schema, { io: 'input' }) as JsonSchema;
const missing = (producer: z.ZodType, consumer: z.ZodType) =>
  uncovered(written(producer), read(consumer)).map(({ path, reason }) => `${path}: ${reason}`);

describe('what a consumer would refuse of a producer', () => {
  it('is nothing where it reads less, wider, or something else entirely', () => {
    const order = z.object({
      id: z.uuid(),
      total: z.int().positive(),
      status: z.enum(['A', 'B']),
      at: z.iso.datetime(),
      tags: z.array(z.string()).min(1),
      by: z.object({ name: z.string() }).nullable(),
    });
    expect(missing(order, z.object({ id: z.string() }))).toEqual([]);
    expect(missing(order, z.object({ total: z.number(), status: z.string(), tags: z.array(z.string()) }))).toEqual([]);
    expect(
      missing(
        order,
        z.object({ by: z.object({ name: z.string().optional() }).nullish(), more: z.string().optional() }),
      ),
    ).toEqual([]);
    expect(missing(order, order)).toEqual([]);
    expect(
      missing(
        z.discriminatedUnion('k', [z.object({ k: z.literal('a') }), z.object({ k: z.literal('b'), n: z.int() })]),
        z.object({ k: z.string(), n: z.number().optional() }),
      ),
    ).toEqual([]);
    expect(missing(z.record(z.enum(['a', 'b']), z.int()), z.object({ a: z.number(), b: z.int() }))).toEqual([]);
  });

  it.each<[string, z.ZodType, z.ZodType, string[]]>([
    ['gone', z.object({}), z.object({ a: z.string() }), ['a: is not there any more']],
    ['optional', z.object({ a: z.string().optional() }), z.object({ a: z.string() }), ['a: may be absent']],
    [
      'nullable',
      z.object({ a: z.string().nullable() }),
      z.object({ a: z.string() }),
      ['a: may be null, which the consumer does not know'],
    ],
    [
      'another type',
      z.object({ a: z.number() }),
      z.object({ a: z.string() }),
      ['a: may be a number, and the consumer reads a string'],
    ],
    [
      'a wider number',
      z.object({ a: z.number() }),
      z.object({ a: z.int() }),
      ['a: may be a number, and the consumer reads an integer'],
    ],
    [
      'a wider range',
      z.object({ a: z.int().min(0) }),
      z.object({ a: z.int().min(1) }),
      ['a: may be less than the 1 the consumer reads from'],
    ],
    [
      'another value',
      z.object({ a: z.enum(['A', 'B', 'C']) }),
      z.object({ a: z.enum(['A', 'B']) }),
      ['a: may be "C", which the consumer does not know'],
    ],
    ['no e-mail', z.object({ a: z.string() }), z.object({ a: z.email() }), ['a: may be no email']],
    [
      'inside a list',
      z.object({ l: z.array(z.object({})) }),
      z.object({ l: z.array(z.object({ a: z.string() })) }),
      ['l[].a: is not there any more'],
    ],
    [
      'a shorter list',
      z.object({ l: z.array(z.string()) }),
      z.object({ l: z.array(z.string()).min(1) }),
      ['l: may hold fewer than 1 entries'],
    ],
    [
      'more than it takes',
      z.object({ a: z.string(), b: z.string() }),
      z.strictObject({ a: z.string() }),
      ['b: is not accepted at all'],
    ],
    [
      'a new alternative',
      z.union([z.object({ k: z.literal('a') }), z.object({ k: z.literal('c') })]),
      z.discriminatedUnion('k', [z.object({ k: z.literal('a') }), z.object({ k: z.literal('b') })]),
      ['k: may be "c", which the consumer does not know'],
    ],
    [
      'a looser tuple',
      z.object({ t: z.tuple([z.string(), z.string()]) }),
      z.object({ t: z.tuple([z.string(), z.int()]) }),
      ['t[1]: may be a string, and the consumer reads an integer'],
    ],
  ])('is said where it is: %s', (_, producer, consumer, expected) => {
    const found = missing(producer, consumer);
    for (const one of expected)
      expect(
        found.some((line) => line === one || line.startsWith(one)),
        found.join('\n'),
      ).toBe(true);
  });

  it('ends on schemas that contain themselves', () => {
    const tree: z.ZodType = z.object({
      name: z.string(),
      get children() {
        return z.array(tree);
      },
    });
    expect(missing(tree, tree)).toEqual([]);
    const other: z.ZodType = z.object({
      name: z.int(),
      get children() {
        return z.array(other);
      },
    });
    expect(missing(tree, other)[0]).toMatch(/name: may be a string/);
  });

  it('is unknown, so refused, where the consumer says something that cannot be compared', () => {
    expect(uncovered({ type: 'string' }, { type: 'string', not: { const: 'x' } })).toHaveLength(1);
    expect(uncovered({ type: 'string', pattern: '^a$' }, { type: 'string', pattern: '^[a]$' })).toHaveLength(1);
  });

  it('knows which fields a schema names', () => {
    expect(
      fieldsOf(
        read(
          z.object({
            a: z.string(),
            c: z.object({ id: z.string() }).nullable(),
            l: z.array(z.object({ sku: z.string() })),
          }),
        ),
      ),
    ).toEqual(['a', 'c.id', 'l[].sku']);
  });
});

describe('a cast of a schema', () => {
  const lines = written(z.object({ carrier: z.string(), lines: z.array(z.object({ no: z.string() })) }));
  it('moves, renames, fills and maps as the cast does with data', () => {
    expect(
      castSchema(lines, [
        { op: 'move', from: 'carrier', to: 'parcel.carrier' },
        { op: 'rename', path: 'lines[].no', to: 'sku' },
        { op: 'default', path: 'lines[].unit', value: 'piece' },
      ]),
    ).toMatchObject({
      properties: {
        parcel: { properties: { carrier: { type: 'string' } }, required: ['carrier'] },
        lines: {
          items: { properties: { sku: { type: 'string' }, unit: { const: 'piece' } }, required: ['sku', 'unit'] },
        },
      },
      required: ['lines', 'parcel'],
    });
  });
  it('is not guessed', () => {
    expect(
      castSchema(written(z.object({ a: z.object({ b: z.string() }).nullable() })), [
        { op: 'move', from: 'a.b', to: 'c' },
      ]),
    ).toBeUndefined();
  });
});

it('never calls compatible what ajv refuses: a share of the proof', () => {
  const { ok, examples, compatible, refusedWithWitness } = run({ pairs: 1200, seed: 11, values: 12 });
  expect(examples).toEqual([]);
  expect(ok).toBe(true);
  expect(compatible).toBeGreaterThan(150);
  expect(refusedWithWitness).toBeGreaterThan(150);
}, 120_000);
