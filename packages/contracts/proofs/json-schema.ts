/**
 * "Compatible" is never said of a pair of schemas of which ajv finds a value that the one allows and the other refuses; the
 * same for data that went through casts. `npm run proof -- json-schema [--pairs 20000] [--seed 1]`
 */
import { compileCast } from '@tessera/service-kit/testing';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { castSchema } from '../src/json-schema/cast-schema.ts';
import type { SchemaCastStep } from '../src/json-schema/cast-schema.ts';
import type { JsonSchema, JsonSchemaObject } from '../src/json-schema/json-schema.ts';
import { uncovered } from '../src/json-schema/uncovered.ts';
import { createRandom } from '../src/testing/random.ts';
import type { Random } from '../src/testing/random.ts';
import { sampleJson } from '../src/testing/sample-json.ts';

export interface JsonSchemaProofOptions {
  readonly pairs?: number;
  readonly seed?: number;
  /** Values per pair. */
  readonly values?: number;
}

const names = ['a', 'b', 'c'];

export function run({ pairs = 20_000, seed = 1, values = 25 }: JsonSchemaProofOptions = {}) {
  const random = createRandom(seed);
  const ajv = new Ajv2020({ strict: false, validateFormats: false });
  const escapes: unknown[] = [];
  const counts = { compatible: 0, refused: 0, refusedWithWitness: 0, casts: 0, castsFollowed: 0, values: 0 };
  const takes = (schema: JsonSchema) => ajv.compile(schema as object | boolean);

  for (let pair = 0; pair < pairs; pair++) {
    const producer = makeSchema(random, 0);
    const consumer = random.chance(0.75) ? changed(producer, random) : makeSchema(random, 0);
    const isCompatible = uncovered(producer, consumer).length === 0;
    counts[isCompatible ? 'compatible' : 'refused']++;
    const accepts = takes(consumer);
    let witness: unknown;
    for (let value = 0; value < values && witness === undefined; value++) {
      const made = sampleJson(producer, random);
      if (made === undefined) continue;
      counts.values++;
      if (!accepts(made)) witness = made;
    }
    if (witness === undefined) continue;
    if (isCompatible) escapes.push({ producer, consumer, value: witness });
    else counts.refusedWithWitness++;
  }

  // What a cast makes of a value is a value of what it makes of the schema.
  for (let pair = 0; pair < pairs / 4; pair++) {
    const before = makeObject(random, 0);
    const steps = Array.from({ length: 1 + random.int(3) }, () => makeStep(random));
    const after = castSchema(before, steps);
    counts.casts++;
    if (after === undefined) continue;
    counts.castsFollowed++;
    const [cast, accepts] = [compileCast(steps as never), takes(after)];
    for (let value = 0; value < values; value++) {
      const made = sampleJson(before, random) as object | undefined;
      if (made === undefined) continue;
      counts.values++;
      const result = cast(made as never);
      if (!accepts(result)) escapes.push({ before, steps, after, value: made, result });
    }
  }
  return { ok: escapes.length === 0, escapes: escapes.length, ...counts, examples: escapes.slice(0, 5), seed };
}

function makeSchema(random: Random, depth: number): JsonSchema {
  const kinds = depth > 2 ? 6 : 10;
  switch (random.int(kinds)) {
    case 0:
      return { type: 'string', ...some(random, { minLength: random.int(3), maxLength: 3 + random.int(4) }) };
    case 1:
      return {
        type: random.pick(['integer', 'number']),
        ...some(random, { minimum: random.int(4), maximum: 4 + random.int(5), multipleOf: 1 + random.int(2) }),
      };
    case 2:
      return {
        type: 'integer',
        ...some(random, { exclusiveMinimum: random.int(3), exclusiveMaximum: 5 + random.int(3) }),
      };
    case 3:
      return { type: 'string', enum: ['A', 'B', 'C'].slice(0, 1 + random.int(3)) };
    case 4:
      return random.pick<JsonSchema>([
        { type: 'boolean' },
        { const: 'x' },
        { const: 1 },
        { type: 'null' },
        {},
        { type: 'string', format: 'email' },
      ]);
    case 5:
      return { anyOf: [makeSchema(random, depth + 2), { type: 'null' }] };
    case 6:
      return {
        type: 'array',
        items: makeSchema(random, depth + 1),
        ...some(random, { minItems: random.int(2), maxItems: 2 + random.int(2) }),
      };
    case 7:
      return random.chance(0.5)
        ? { type: 'object', propertyNames: { type: 'string' }, additionalProperties: makeSchema(random, depth + 1) }
        : {
            type: 'array',
            prefixItems: [makeSchema(random, depth + 1), makeSchema(random, depth + 1)],
            items: false,
            minItems: 2,
            maxItems: 2,
          };
    case 8:
      return {
        oneOf: ['x', 'y'].slice(0, 1 + random.int(2)).map((kind) => {
          const object = makeObject(random, depth + 1);
          return {
            ...object,
            properties: { ...object.properties, kind: { type: 'string', const: kind } },
            required: [...object.required!, 'kind'],
          };
        }),
      };
    default:
      return makeObject(random, depth);
  }
}

function makeObject(random: Random, depth: number): JsonSchemaObject {
  const own = names.filter(() => random.chance(0.7));
  const open = random.pick<JsonSchema | undefined>([undefined, false, false, false, makeSchema(random, depth + 2)]);
  return {
    type: 'object',
    properties: Object.fromEntries(own.map((name) => [name, makeSchema(random, depth + 1)])),
    required: own.filter(() => random.chance(0.6)),
    ...(open === undefined ? {} : { additionalProperties: open }),
  };
}

const some = (random: Random, options: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(options).filter(() => random.chance(0.4)));

/** The same schema with one thing or another changed somewhere: pairs that nearly fit are the interesting ones. */
function changed(schema: JsonSchema, random: Random): JsonSchema {
  if (typeof schema === 'boolean') return schema;
  if (random.chance(0.12)) return makeSchema(random, 2);
  const copy: Record<string, unknown> = { ...schema };
  if (random.chance(0.15)) return { anyOf: [schema, { type: 'null' }] };
  if (schema.properties !== undefined) {
    copy['properties'] = Object.fromEntries(
      Object.entries(schema.properties).flatMap(([name, member]) =>
        random.chance(0.08) ? [] : [[name, random.chance(0.4) ? changed(member, random) : member]],
      ),
    );
    copy['required'] = (schema.required ?? []).filter(
      (name) => Object.hasOwn(copy['properties'] as object, name) && random.chance(0.85),
    );
    if (random.chance(0.5)) delete copy['additionalProperties'];
    if (random.chance(0.08)) copy['required'] = [...new Set([...(copy['required'] as string[]), random.pick(names)])];
  }
  for (const keyword of ['minimum', 'maximum', 'minLength', 'maxLength', 'minItems', 'maxItems', 'multipleOf']) {
    if (typeof schema[keyword] !== 'number' || random.chance(0.5)) continue;
    if (random.chance(0.4)) copy[keyword] = undefined;
    else copy[keyword] = Math.max(1, schema[keyword] + random.int(3) - 1);
  }
  if (schema.enum !== undefined && random.chance(0.5))
    copy['enum'] = random.chance(0.5)
      ? [...schema.enum, 'D']
      : schema.enum.slice(0, Math.max(1, schema.enum.length - 1));
  for (const keyword of ['anyOf', 'oneOf', 'prefixItems'])
    if (Array.isArray(schema[keyword]))
      copy[keyword] = (schema[keyword] as JsonSchema[]).map((one) => (random.chance(0.3) ? changed(one, random) : one));
  for (const keyword of ['items', 'additionalProperties'])
    if (typeof schema[keyword] === 'object' && random.chance(0.4))
      copy[keyword] = changed(schema[keyword] as JsonSchema, random);
  if (schema.type === 'integer' && random.chance(0.2)) copy['type'] = 'number';
  return Object.fromEntries(Object.entries(copy).filter(([, value]) => value !== undefined));
}

function makeStep(random: Random): SchemaCastStep {
  const path = random.pick(['a', 'b', 'c', 'a.b', 'b[].a', 'd', 'a[].c']);
  switch (random.int(5)) {
    case 0:
      return { op: 'rename', path, to: random.pick(['a', 'd', 'e']) };
    case 1:
      return { op: 'default', path, value: random.pick([null, 'x', 3]) };
    case 2:
      return { op: 'drop', path };
    case 3:
      return {
        op: 'map',
        path,
        values: { A: 'B', x: random.pick(['y', null]) },
        ...(random.chance(0.4) ? { otherwise: 'other' } : {}),
      };
    default:
      return random.pick<SchemaCastStep>([
        { op: 'move', from: 'a', to: 'd' },
        { op: 'move', from: 'a', to: 'b.c' },
        { op: 'move', from: 'a.b', to: 'c' },
        { op: 'move', from: 'b', to: 'e.f' },
        { op: 'move', from: 'b[].a', to: 'b[].c' },
      ]);
  }
}
