import { expect, it } from 'vitest';
import { z } from 'zod';
import { drop, move, rename, setDefault } from '../casts/cast.ts';
import { event, type EventMap } from '../event.ts';
import { defineService } from '../service.ts';

function problemsOf(events: EventMap): readonly string[] {
  try {
    defineService({ name: 'one', schema: 'type Query { a: Int }', events, resolvers: { Query: { a: () => 1 } } });
    return [];
  } catch (error) {
    return (error as { problems: string[] }).problems;
  }
}

const first = z.object({ id: z.string(), carrier: z.enum(['DHL', 'UPS']), remark: z.string().optional() });
const second = z.object({ id: z.string(), parcel: z.object({ carrier: z.string() }), remark: z.string().optional() });
const third = second.extend({ parcels: z.int().positive() });
const up = [move('carrier', 'parcel.carrier')];

it('accepts versions whose casts lead from each to the next and back', () => {
  const down = [drop('parcels')];
  expect(
    problemsOf({
      Sent: event(3, third, {
        from: { 1: { schema: first, up }, 2: { schema: second, up: [setDefault('parcels', 1)], down } },
      }),
    }),
  ).toEqual([]);
});

it('wants every former version, and no other', () => {
  expect(
    problemsOf({ Sent: event(3, third, { from: { 2: { schema: second, up: [setDefault('parcels', 1)] } } }) }),
  ).toEqual([expect.stringMatching(/^events\.Sent: nothing says what version 1 was like/)]);
  expect(problemsOf({ Sent: event(1, first, { from: { 2: { schema: second, up: [] } } }) })).toEqual([
    'events.Sent.from: 2 is no version before 1.',
  ]);
});

it('tries each cast on made-up events and shows the one it fails on', () => {
  expect(
    problemsOf({ Sent: event(2, second, { from: { 1: { schema: first, up: [rename('carrier', 'by')] } } }) }),
  ).toEqual([
    expect.stringMatching(
      /^events\.Sent\.from\.1\.up: \{"id".*which version 1 allows, becomes .*which version 2 refuses: data\.parcel: .*new type of event/,
    ),
  ]);
  // A newer event may name any carrier; the old version knew two.
  const down = [move('parcel.carrier', 'carrier'), drop('parcel')];
  expect(problemsOf({ Sent: event(2, second, { from: { 1: { schema: first, up, down } } }) })).toEqual([
    expect.stringMatching(/^events\.Sent\.from\.1\.down: .*which version 1 refuses: data\.carrier/),
  ]);
});

it('finds the optional field that only some events have', () => {
  const strict = z.strictObject({ id: z.string(), carrier: z.string() });
  expect(problemsOf({ Sent: event(2, strict, { from: { 1: { schema: first, up: [] } } }) })).toEqual([
    expect.stringContaining('"remark"'),
  ]);
});

it('asks for examples where none can be made up', () => {
  const schema = z.object({ code: z.string().regex(/^[A-Z]{3}-\d{4}$/) });
  const renamed = z.object({ number: z.string() });
  const steps = { up: [rename('code', 'number')], schema };
  expect(problemsOf({ Sent: event(2, renamed, { from: { 1: steps } }) })).toEqual([
    expect.stringContaining('examples'),
  ]);
  expect(
    problemsOf({ Sent: event(2, renamed, { from: { 1: { ...steps, examples: [{ code: 'ABC-1234' }] } } }) }),
  ).toEqual([]);
});
