/**
 * Makes values that satisfy a JSON Schema, as far as a restricted profile goes (what zod writes: types, members, lists,
 * tuples, enums, alternatives, bounds, the usual formats). Deterministic: `choose` makes every choice. It does not know
 * `pattern` beyond those formats; whoever asks must check what it gets.
 */
import type { JsonObject, JsonValue } from '@tessera/event-log';

/** Picks one of 0 … count - 1. */
export type Choose = (count: number) => number;

interface Schema {
  readonly type?: string | readonly string[];
  readonly const?: JsonValue;
  readonly enum?: readonly JsonValue[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly $ref?: string;
  readonly $defs?: { readonly [name: string]: Schema };
  readonly properties?: { readonly [name: string]: Schema };
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: boolean | Schema;
  readonly prefixItems?: readonly Schema[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
}

const formats: { readonly [format: string]: string } = {
  email: 'someone@example.com',
  uuid: '0190a6c0-4f3e-7b8a-9c1d-2e3f4a5b6c7d',
  uri: 'https://example.com/a',
  'date-time': '2026-02-03T04:05:06.789Z',
  date: '2026-02-03',
  time: '04:05:06',
  duration: 'P1D',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
};

/** Recursive schemas end here. */
const deepest = 6;

export function sample(schema: object, choose: Choose): JsonValue {
  const root = schema as Schema;
  return make(root, 0);

  function make(at: Schema, depth: number): JsonValue {
    if (at.const !== undefined) return at.const;
    if (at.enum !== undefined && at.enum.length > 0) return pick(at.enum);
    if (at.$ref !== undefined) return make(resolve(at.$ref), depth + 1);
    const alternatives = at.anyOf ?? at.oneOf;
    if (alternatives !== undefined && alternatives.length > 0) {
      return make(depth > deepest ? alternatives.at(-1)! : pick(alternatives), depth + 1);
    }
    if (at.allOf !== undefined) {
      return Object.assign({}, ...at.allOf.map((each) => make(each, depth + 1))) as JsonObject;
    }
    const types = typeof at.type === 'string' ? [at.type] : (at.type ?? []);
    switch (types.length === 0 ? undefined : pick(types)) {
      case 'object':
        return makeObject(at, depth);
      case 'array':
        return makeList(at, depth);
      case 'string':
        return makeText(at);
      case 'integer':
        return makeNumber(at, 1);
      case 'number':
        return makeNumber(at, at.multipleOf ?? 0.25);
      case 'boolean':
        return choose(2) === 1;
      case 'null':
        return null;
      default:
        return pick<JsonValue>(['anything', 7, null, { some: 'thing' }]);
    }
  }

  function pick<T>(from: readonly T[]): T {
    return from[choose(from.length)]!;
  }

  /** `#` and `#/$defs/<name>`, the two that zod writes. */
  function resolve(ref: string): Schema {
    return ref === '#' ? root : (root.$defs?.[ref.slice('#/$defs/'.length)] ?? {});
  }

  function makeObject(at: Schema, depth: number): JsonObject {
    const members: [string, JsonValue][] = [];
    for (const [name, member] of Object.entries(at.properties ?? {})) {
      const needed = at.required?.includes(name) === true;
      if (needed || (depth < deepest && choose(2) === 1)) members.push([name, make(member, depth + 1)]);
    }
    const more = at.additionalProperties;
    if (at.properties === undefined && typeof more === 'object' && depth < deepest && choose(2) === 1) {
      members.push(['key', make(more, depth + 1)]);
    }
    return Object.fromEntries(members);
  }

  function makeList(at: Schema, depth: number): JsonValue[] {
    const first = (at.prefixItems ?? []).map((each) => make(each, depth + 1));
    if (typeof at.items !== 'object') return first;
    const least = at.minItems ?? 0;
    const most = Math.min(at.maxItems ?? Infinity, Math.max(least, depth < deepest ? least + 2 : 0));
    const count = Math.max(first.length, least + choose(most - least + 1));
    const { items } = at;
    return [...first, ...Array.from({ length: count - first.length }, () => make(items, depth + 1))];
  }

  function makeText({ format, minLength = 0, maxLength = Infinity }: Schema): string {
    const known = format === undefined ? undefined : formats[format];
    if (known !== undefined) return known;
    const text = pick(['text', 'a', 'Größe ✓', 'x-1']);
    return text.padEnd(minLength, 'x').slice(0, maxLength);
  }

  function makeNumber(at: Schema, step: number): number {
    const low = Math.max(at.minimum ?? -Infinity, (at.exclusiveMinimum ?? -Infinity) + step);
    const high = Math.min(at.maximum ?? Infinity, (at.exclusiveMaximum ?? Infinity) - step);
    // zod bounds every integer by what a double holds exactly: those bounds say nothing about what is meant.
    const near = low > -1e9 ? low : high < 1e9 ? Math.min(high, 0) : 0;
    const value = near + step * choose(4);
    return value <= high ? value : near;
  }
}
