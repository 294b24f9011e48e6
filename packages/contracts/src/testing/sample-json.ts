/** Makes values that satisfy a JSON Schema of the profile, at its edges more often than in its middle. For proofs. */
import { accepts } from '../json-schema/accepts.ts';
import { resolveRef } from '../json-schema/json-schema.ts';
import type { JsonSchema, JsonSchemaObject } from '../json-schema/json-schema.ts';
import type { Random } from './random.ts';

/** Undefined when none is found: an impossible schema, or a pattern that is not known here. */
export function sampleJson(schema: JsonSchema, random: Random): unknown {
  for (let attempt = 0; attempt < 20; attempt++) {
    const value = make(schema, schema, random, 0);
    if (value !== undefined && accepts(schema, value)) return value;
  }
  return undefined;
}

const anything: readonly unknown[] = ['text', '', 7, 0.5, null, true, [], {}, [1], { some: 'thing' }];
const texts = ['', 'a', 'text', 'Größe ✓', 'a longer text than most', 'BW-1'];
const formats: Readonly<Record<string, string>> = {
  email: 'someone@example.com',
  uuid: '0190a6c0-4f3e-4b8a-9c1d-2e3f4a5b6c7d',
  uri: 'https://example.com/a',
  'date-time': '2026-02-03T04:05:06.789Z',
  date: '2026-02-03',
};

function make(schema: JsonSchema, root: JsonSchema, random: Random, depth: number): unknown {
  const resolved = resolveRef(schema, root);
  if (resolved === false || resolved === undefined || depth > 8) return undefined;
  if (resolved === true) return random.pick(anything);
  if (resolved.const !== undefined) return resolved.const;
  if (resolved.enum !== undefined) return random.pick(resolved.enum);
  const union = resolved.anyOf ?? resolved.oneOf;
  if (union !== undefined) return make(random.pick(union), root, random, depth + 1);
  const types = [resolved.type ?? []].flat() as string[];
  switch (types.length === 0 ? undefined : random.pick(types)) {
    case 'null':
      return null;
    case 'boolean':
      return random.chance(0.5);
    case 'string':
      return makeText(resolved, random);
    case 'integer':
      return makeNumber(resolved, random, true);
    case 'number':
      return makeNumber(resolved, random, false);
    case 'array':
      return makeList(resolved, root, random, depth);
    case 'object':
      return makeObject(resolved, root, random, depth);
    default:
      return random.pick(anything);
  }
}

function makeText(schema: JsonSchemaObject, random: Random): string {
  const {
    format,
    minLength = 0,
    maxLength = 40,
  } = schema as { format?: string; minLength?: number; maxLength?: number };
  const known = format === undefined ? undefined : formats[format];
  if (known !== undefined) return known;
  const text = random.pick(texts);
  const length = random.pick([minLength, maxLength, Math.max(minLength, Math.min(maxLength, text.length))]);
  return text.padEnd(length, 'x').slice(0, length);
}

function makeNumber(schema: JsonSchemaObject, random: Random, isInteger: boolean): number {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema as Readonly<
    Record<string, number | undefined>
  >;
  const step = multipleOf ?? (isInteger ? 1 : 0.5);
  const low = Math.max(minimum ?? -Infinity, exclusiveMinimum === undefined ? -Infinity : exclusiveMinimum + step);
  const high = Math.min(maximum ?? Infinity, exclusiveMaximum === undefined ? Infinity : exclusiveMaximum - step);
  const near = Number.isFinite(low) ? low : Number.isFinite(high) ? high - step * 3 : -1;
  const options = [near, near + step, near + step * random.int(20), ...(Number.isFinite(high) ? [high] : [1e6])];
  const value = random.pick(options);
  return multipleOf === undefined ? value : Math.round(value / multipleOf) * multipleOf;
}

function makeList(schema: JsonSchemaObject, root: JsonSchema, random: Random, depth: number): unknown[] | undefined {
  const { minItems = 0, maxItems } = schema as { minItems?: number; maxItems?: number };
  const fixed = schema.prefixItems ?? [];
  const least = Math.max(minItems, 0);
  const most = Math.min(maxItems ?? least + 2, schema.items === false ? fixed.length : Infinity);
  const count = random.pick([least, most, least + random.int(Math.max(1, most - least + 1))]);
  const list = Array.from({ length: count }, (_, index) =>
    make(fixed[index] ?? schema.items ?? true, root, random, depth + 1),
  );
  return list.includes(undefined) ? undefined : list;
}

function makeObject(schema: JsonSchemaObject, root: JsonSchema, random: Random, depth: number): object | undefined {
  const made: Record<string, unknown> = {};
  const rest = schema.additionalProperties ?? true;
  for (const [name, member] of Object.entries(schema.properties ?? {})) {
    const isNeeded = schema.required?.includes(name) ?? false;
    if (!isNeeded && random.chance(0.5)) continue;
    const value = make(member, root, random, depth + 1);
    if (value !== undefined) made[name] = value;
    else if (isNeeded) return undefined;
  }
  for (const name of schema.required ?? [])
    if (!Object.hasOwn(made, name) && rest !== false) made[name] = make(rest, root, random, depth + 1);
  if (rest !== false && random.chance(0.4)) {
    const names = typeof schema.propertyNames === 'object' ? schema.propertyNames.enum : undefined;
    const name = names === undefined ? random.pick(['extra', 'more']) : String(random.pick(names));
    const value = make(rest, root, random, depth + 1);
    if (!Object.hasOwn(made, name) && value !== undefined) made[name] = value;
  }
  return Object.values(made).includes(undefined) ? undefined : made;
}
