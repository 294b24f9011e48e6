/**
 * Changes to the events a service records, and whether they break anybody: made-up events go through the real casts and the
 * consumers' real zod schemas, new ones to who is live, old ones to the candidate. Shares nothing with the gate's rules.
 */
import type { EventContract, JsonSchema, ServiceContract } from '@tessera/contracts';
import { sampleJson, type Random } from '@tessera/contracts/testing';
import type { ServiceDefinition } from '@tessera/service-kit';
import { compileCast } from '@tessera/service-kit/testing';
import { z } from 'zod';

type Schema = Record<string, unknown>;

export interface EventChange {
  readonly what: string;
  readonly type: string;
  readonly event: EventContract;
}

/** One change to one event: in place, or as a new version with casts. */
export function mutateEvent(contract: ServiceContract, random: Random): EventChange | undefined {
  const type = random.pick(Object.keys(contract.events));
  const before = contract.events[type]!;
  if (before.from !== undefined) return undefined;
  const schema = structuredClone(before.schema);
  const object = random.pick(objectsIn(schema));
  const properties = object['properties'] as Record<string, Schema>;
  const required = object['required'] as string[];
  const isTop = object === schema;
  const name = random.pick(Object.keys(properties));
  const finish = (what: string, event: Partial<EventContract> = {}) => ({
    what: `${type} ${what}`,
    type,
    event: { ...before, schema, ...event },
  });
  const drop = (gone: string) => {
    Reflect.deleteProperty(properties, gone);
    object['required'] = required.filter((one) => one !== gone);
  };
  const as2 = (up: unknown[], down?: unknown[]) =>
    ({
      version: 2,
      from: { 1: { schema: before.schema, up, ...(down === undefined ? {} : { down }) } },
    }) as Partial<EventContract>;

  switch (random.int(12)) {
    case 0:
      drop(name);
      return finish(`${name} dropped in place`);
    case 1:
      object['required'] = required.filter((one) => one !== name);
      return finish(`${name} optional in place`);
    case 2:
      properties[name] = { anyOf: [properties[name], { type: 'null' }] };
      return finish(`${name} nullable in place`);
    case 3:
      properties[name] = random.pick<Schema>([
        { type: 'string' },
        { type: 'integer' },
        { type: 'number' },
        { type: 'boolean' },
      ]);
      return finish(`${name} retyped in place`);
    case 4: {
      const values = Object.values(properties).find((one) => Array.isArray(one['enum']));
      if (values === undefined) return undefined;
      values['enum'] = random.chance(0.5)
        ? [...(values['enum'] as string[]), 'NEWLY_MADE']
        : (values['enum'] as string[]).slice(1);
      return (values['enum'] as string[]).length === 0 ? undefined : finish('enum changed in place');
    }
    case 5:
      properties['note2'] = { type: 'string' };
      return finish('optional note2 added in place');
    case 6:
      properties['note2'] = { type: 'string' };
      object['required'] = [...required, 'note2'];
      return finish('required note2 added in place');
    case 7:
      if (!isTop) return undefined;
      properties['note2'] = { type: 'string' };
      object['required'] = [...required, 'note2'];
      return finish(
        'required note2 added as version 2',
        as2(
          [{ op: 'default', path: 'note2', value: 'none' }],
          random.chance(0.8) ? [{ op: 'drop', path: 'note2' }] : undefined,
        ),
      );
    case 8: {
      if (!isTop) return undefined;
      properties['renamed'] = properties[name]!;
      object['required'] = required.map((one) => (one === name ? 'renamed' : one));
      Reflect.deleteProperty(properties, name);
      const back = random.chance(0.8) ? [{ op: 'rename', path: 'renamed', to: name }] : undefined;
      return finish(
        `${name} renamed as version 2${back ? '' : ' without the way back'}`,
        as2([{ op: 'rename', path: name, to: 'renamed' }], back),
      );
    }
    case 9: {
      if (!isTop) return undefined;
      properties['box'] = {
        type: 'object',
        properties: { [name]: properties[name] },
        required: required.includes(name) ? [name] : [],
        additionalProperties: false,
      };
      object['required'] = [...required.filter((one) => one !== name), ...(required.includes(name) ? ['box'] : [])];
      Reflect.deleteProperty(properties, name);
      return finish(
        `${name} moved as version 2`,
        as2(
          [{ op: 'move', from: name, to: `box.${name}` }],
          [
            { op: 'move', from: `box.${name}`, to: name },
            { op: 'drop', path: 'box' },
          ],
        ),
      );
    }
    case 10: {
      if (!isTop) return undefined;
      drop(name);
      const value = random.pick<unknown>(['x', 1, null]);
      return finish(
        `${name} dropped as version 2`,
        as2([{ op: 'drop', path: name }], [{ op: 'default', path: name, value }]),
      );
    }
    default:
      object['description'] = 'Said in other words.';
      return finish('described');
  }
}

/** Undefined when everybody reads everything; else who does not. */
export function findUnread(
  producer: ServiceDefinition,
  before: EventContract,
  change: EventChange,
  consumers: readonly ServiceDefinition[],
  random: Random,
  samples: number,
): string | undefined {
  const { event, type } = change;
  const name = `${producer.name}.${type}`;
  const present = z.fromJSONSchema(open(event.schema) as never);
  const [up, down] = [event.from?.['1']?.up, event.from?.['1']?.down];
  const upcast = up && compileCast(up as never);
  const downcast = down && compileCast(down as never);
  for (let sample = 0; sample < samples; sample++) {
    const [fresh, old] = [
      sampleJson(event.schema as JsonSchema, random),
      sampleJson(before.schema as JsonSchema, random),
    ] as never[];
    if (fresh === undefined || old === undefined) continue;
    // Everybody live reads version 1.
    const asRead = event.version === 1 ? fresh : downcast?.(fresh);
    if (asRead === undefined) return 'there is no way back to the version that is read';
    for (const consumer of consumers) {
      const read = consumer.consumes[name] as { schema: z.ZodType } | undefined;
      if (read && !read.schema.safeParse(asRead).success)
        return `${consumer.name} cannot read ${JSON.stringify(asRead)}`;
    }
    if (!producer.events[type]!.schema.safeParse(asRead).success)
      return `the live release of ${producer.name} cannot read ${JSON.stringify(asRead)}`;
    const asNow = event.version === 1 ? old : upcast!(old);
    if (event.version === 1 && !present.safeParse(asNow).success)
      return `the candidate cannot read ${JSON.stringify(asNow)}`;
  }
  return undefined;
}

/** Whether made-up events of this type pass where they do today: not every schema can be made up (patterns, refinements). */
export function canBeMadeUp(producer: ServiceDefinition, type: string, schema: object, random: Random): boolean {
  return Array.from({ length: 20 }, () => sampleJson(schema as JsonSchema, random)).every(
    (made) => made !== undefined && producer.events[type]!.schema.safeParse(made).success,
  );
}

function objectsIn(schema: Schema): Schema[] {
  const own =
    schema['type'] === 'object' && Object.keys((schema['properties'] as object | undefined) ?? {}).length > 0
      ? [schema]
      : [];
  const below = [
    ...Object.values((schema['properties'] as Record<string, Schema> | undefined) ?? {}),
    schema['items'] as Schema | undefined,
  ];
  return [...own, ...below.flatMap((one) => (one && typeof one === 'object' ? objectsIn(one) : []))];
}

/** Members that a reader does not know are dropped by it. */
function open(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(open);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).flatMap(([key, value]) =>
      key === 'additionalProperties' && value === false ? [] : [[key, open(value)]],
    ),
  );
}
