/**
 * What a consumer would refuse of what a producer may write: is every value of one JSON Schema a value of another?
 *
 * Sound over the profile that zod writes: when nothing is reported, no value of the producer's schema fails the
 * consumer's (proved against ajv on random pairs: proofs/json-schema.ts). Where it cannot tell (a keyword it does not know, a
 * pattern that differs, a union that only fits when taken together) it reports, so it may refuse what would have held.
 */
import { canonicalJson } from '../canonical-json.ts';
import { accepts } from './accepts.ts';
import { constraintsOf, resolveRef } from './json-schema.ts';
import type { JsonSchema, JsonSchemaObject } from './json-schema.ts';

export interface Mismatch {
  /** `customer.id`, `lines[].sku`; empty for the whole. */
  readonly path: string;
  /** For people: `may be absent`, `may be null`, `may be "LOST", which is not among …`. */
  readonly reason: string;
}

/** Empty = every value the producer may write is one the consumer reads. */
export function uncovered(producer: JsonSchema, consumer: JsonSchema): Mismatch[] {
  return new Comparison(producer, consumer).compare(producer, consumer, '');
}

class Comparison {
  readonly #producerRoot: JsonSchema;
  readonly #consumerRoot: JsonSchema;
  /** Pairs under way: a recursive schema that comes back to one holds as far as the rest does. */
  readonly #underWay = new Map<object, Set<object>>();

  constructor(producerRoot: JsonSchema, consumerRoot: JsonSchema) {
    this.#producerRoot = producerRoot;
    this.#consumerRoot = consumerRoot;
  }

  compare(producer: JsonSchema, consumer: JsonSchema, path: string): Mismatch[] {
    const needed = resolveRef(consumer, this.#consumerRoot);
    if (needed === true || (typeof needed === 'object' && constraintsOf(needed).length === 0)) return [];
    if (needed === undefined || needed === false) return [{ path, reason: 'is not accepted at all' }];
    // A reference that leads nowhere may stand for anything.
    const written = resolveRef(producer, this.#producerRoot) ?? true;
    if (written === false) return [];
    const source = written === true ? anything : written;

    const seen = this.#underWay.get(source);
    if (seen?.has(needed)) return [];
    if (seen) seen.add(needed);
    else this.#underWay.set(source, new Set([needed]));
    const found = alternatives(source).flatMap((one) => this.#fitsSomewhere(one, needed, path));
    // Only an assumption while it is being proved; kept, it would hide the same mismatch at another place.
    this.#underWay.get(source)!.delete(needed);
    return unique(found);
  }

  /** One alternative of the producer against the consumer's: one of them must take all of it. */
  #fitsSomewhere(one: Alternative, needed: JsonSchemaObject, path: string): Mismatch[] {
    if (one.kind === 'value') {
      if (accepts(needed, one.value, this.#consumerRoot)) return [];
      return [{ path, reason: `may be ${shown(one.value)}, which the consumer does not know` }];
    }
    if (one.kind === 'schema') return this.compare(one.schema, needed, path);
    const union = needed.anyOf ?? needed.oneOf;
    const besides = constraintsOf(needed).filter(([keyword]) => keyword !== 'anyOf' && keyword !== 'oneOf');
    if (union === undefined) return this.#fits(one.schema, needed, path);
    // `anyOf` beside other conditions: both must hold.
    const own = besides.length === 0 ? [] : this.#fits(one.schema, Object.fromEntries(besides), path);
    if (needed.oneOf !== undefined && !areApart(needed.oneOf, this.#consumerRoot))
      return [{ path, reason: 'is one of several that cannot be told apart' }];
    const tries = union.map((option) => this.compare(one.schema, option, path));
    if (tries.some((found) => found.length === 0)) return own;
    return [...own, ...closest(tries, path)];
  }

  /** A producer's schema of one type against a consumer's without unions. */
  #fits(written: JsonSchemaObject, needed: JsonSchemaObject, path: string): Mismatch[] {
    const found: Mismatch[] = [];
    const report = (reason: string, at = path) => void found.push({ path: at, reason });
    const type = written.type as string | undefined;
    for (const [keyword, constraint] of constraintsOf(needed)) {
      switch (keyword) {
        case 'type': {
          const types = [constraint].flat() as string[];
          const fits = types.some((one) => one === type || (one === 'number' && type === 'integer'));
          if (!fits)
            return [
              {
                path,
                reason: `may be ${withArticle(type)}, and the consumer reads ${types.map(withArticle).join(' or ')}`,
              },
            ];
          break;
        }
        case 'const':
        case 'enum': {
          const values = keyword === 'const' ? [constraint] : (constraint as unknown[]);
          report(`may be other than ${values.map(shown).join(', ')}`);
          break;
        }
        case 'minimum':
        case 'exclusiveMinimum':
          if (type === 'number' || type === 'integer' || type === undefined)
            if (!isAbove(written, constraint as number, keyword === 'exclusiveMinimum'))
              report(`may be less than the ${constraint} the consumer reads from`);
          break;
        case 'maximum':
        case 'exclusiveMaximum':
          if (type === 'number' || type === 'integer' || type === undefined)
            if (!isBelow(written, constraint as number, keyword === 'exclusiveMaximum'))
              report(`may be more than the ${constraint} the consumer reads up to`);
          break;
        case 'multipleOf':
          if (type === 'integer' && constraint === 1) break;
          if (type === 'number' || type === 'integer' || type === undefined)
            if (!(
              typeof written['multipleOf'] === 'number' &&
              Number.isInteger(written['multipleOf'] / (constraint as number))
            ))
              report(`may not be a multiple of ${constraint}`);
          break;
        case 'minLength':
          if (
            (type === 'string' || type === undefined) &&
            !(Number(written['minLength'] ?? 0) >= (constraint as number))
          )
            report(`may be shorter than ${constraint} characters`);
          break;
        case 'maxLength':
          if (
            (type === 'string' || type === undefined) &&
            !(Number(written['maxLength'] ?? Infinity) <= (constraint as number))
          )
            report(`may be longer than ${constraint} characters`);
          break;
        case 'pattern':
        case 'format':
          if ((type === 'string' || type === undefined) && written[keyword] !== constraint)
            report(`may be no ${keyword === 'format' ? String(constraint) : `match of ${constraint}`}`);
          break;
        case 'properties':
        case 'required':
        case 'additionalProperties':
        case 'propertyNames':
        case 'items':
        case 'prefixItems':
        case 'minItems':
        case 'maxItems':
          break;
        case 'anyOf':
        case 'oneOf':
          break;
        default:
          if (canonicalJson(written[keyword] ?? null) !== canonicalJson(constraint))
            report(`"${keyword}" of the consumer's schema cannot be compared`);
      }
    }
    if (type === 'object' || type === undefined) found.push(...this.#fitsObject(written, needed, path));
    if (type === 'array' || type === undefined) found.push(...this.#fitsArray(written, needed, path));
    return found;
  }

  #fitsObject(written: JsonSchemaObject, needed: JsonSchemaObject, path: string): Mismatch[] {
    const found: Mismatch[] = [];
    const at = (name: string) => (path === '' ? name : `${path}.${name}`);
    const always = new Set(written.required ?? []);
    const own = written.properties ?? {};
    const rest = written.additionalProperties ?? true;
    const expected = needed.properties ?? {};
    for (const name of needed.required ?? []) {
      if (!always.has(name))
        found.push({ path: at(name), reason: canHave(written, name) ? 'may be absent' : 'is not there any more' });
    }
    for (const [name, field] of Object.entries(expected)) {
      if (Object.hasOwn(own, name)) found.push(...this.compare(own[name]!, field, at(name)));
      else if (rest !== false && accepts(written.propertyNames ?? true, name, this.#producerRoot))
        found.push(...this.compare(rest, field, at(name)));
    }
    const others = needed.additionalProperties;
    if (others !== undefined && others !== true) {
      for (const [name, field] of Object.entries(own))
        if (!Object.hasOwn(expected, name)) found.push(...this.compare(field, others, at(name)));
      if (rest !== false && !namesAreAmong(written.propertyNames, expected))
        found.push(...this.compare(rest, others, at('*')));
    }
    if (needed.propertyNames !== undefined) {
      for (const name of new Set([...Object.keys(own), ...always]))
        if (!accepts(needed.propertyNames, name, this.#consumerRoot))
          found.push({ path: at(name), reason: 'is a key the consumer does not accept' });
      if (rest !== false) found.push(...this.compare(asName(written.propertyNames), needed.propertyNames, at('*')));
    }
    return found;
  }

  #fitsArray(written: JsonSchemaObject, needed: JsonSchemaObject, path: string): Mismatch[] {
    const found: Mismatch[] = [];
    const [least, most] = lengths(written);
    if (typeof needed['minItems'] === 'number' && least < needed['minItems'])
      found.push({ path, reason: `may hold fewer than ${needed['minItems']} entries` });
    if (typeof needed['maxItems'] === 'number' && most > needed['maxItems'])
      found.push({ path, reason: `may hold more than ${needed['maxItems']} entries` });
    const itemOf = (schema: JsonSchemaObject, index: number): JsonSchema =>
      schema.prefixItems?.[index] ?? schema.items ?? true;
    const fixed = Math.max(written.prefixItems?.length ?? 0, needed.prefixItems?.length ?? 0);
    for (let index = 0; index < Math.min(fixed, most); index++)
      found.push(...this.compare(itemOf(written, index), itemOf(needed, index), `${path}[${index}]`));
    if (most > fixed) found.push(...this.compare(written.items ?? true, needed.items ?? true, `${path}[]`));
    return found;
  }
}

type Alternative =
  | { readonly kind: 'value'; readonly value: unknown }
  /** Itself a union: compared as a whole once more. */
  | { readonly kind: 'schema'; readonly schema: JsonSchema }
  /** One type, no union, no single values. */
  | { readonly kind: 'typed'; readonly schema: JsonSchemaObject };

/** One object, so that a recursive consumer is recognised when it comes back to it. */
const anything: JsonSchemaObject = {};

const everyType = ['null', 'boolean', 'number', 'string', 'array', 'object'];

/** What a producer may write, one after the other. Conditions it drops make the producer freer, which is the safe side. */
function alternatives(schema: JsonSchemaObject): Alternative[] {
  if (schema.const !== undefined) return [{ kind: 'value', value: schema.const }];
  if (schema.enum !== undefined) return schema.enum.map((value) => ({ kind: 'value', value }));
  const union = schema.anyOf ?? schema.oneOf;
  if (union !== undefined) return union.map((option) => ({ kind: 'schema', schema: option }));
  const types = schema.type === undefined ? everyType : ([schema.type].flat() as string[]);
  return types.flatMap((type): Alternative[] => {
    if (type === 'null') return [{ kind: 'value', value: null }];
    if (type === 'boolean') return [true, false].map((value) => ({ kind: 'value', value }));
    return [{ kind: 'typed', schema: { ...schema, type } }];
  });
}

/** `oneOf` takes exactly one: sure only where a member's single value says which, as in zod's discriminated unions. */
function areApart(options: readonly JsonSchema[], root: JsonSchema): boolean {
  const objects = options.map((option) => resolveRef(option, root));
  const [first] = objects;
  if (objects.length < 2 || typeof first !== 'object') return objects.length < 2;
  return (first.required ?? []).some((name) => {
    const values = objects.flatMap((option) => {
      const member =
        typeof option === 'object' && option.required?.includes(name) ? option.properties?.[name] : undefined;
      return typeof member === 'object' && member.const !== undefined ? [canonicalJson(member.const)] : [];
    });
    return new Set(values).size === objects.length;
  });
}

/** Of several ways in which it does not fit, the one that comes nearest says most. */
function closest(tries: readonly (readonly Mismatch[])[], path: string): readonly Mismatch[] {
  const depth = (found: readonly Mismatch[]) => Math.max(...found.map((one) => one.path.length));
  const [best] = [...tries].sort((a, b) => depth(b) - depth(a) || a.length - b.length);
  return best ?? [{ path, reason: 'is not accepted at all' }];
}

function isAbove(written: JsonSchemaObject, limit: number, exclusive: boolean): boolean {
  const { minimum, exclusiveMinimum } = written as { minimum?: number; exclusiveMinimum?: number };
  if (exclusiveMinimum !== undefined && exclusiveMinimum >= limit) return true;
  return minimum !== undefined && (exclusive ? minimum > limit : minimum >= limit);
}

function isBelow(written: JsonSchemaObject, limit: number, exclusive: boolean): boolean {
  const { maximum, exclusiveMaximum } = written as { maximum?: number; exclusiveMaximum?: number };
  if (exclusiveMaximum !== undefined && exclusiveMaximum <= limit) return true;
  return maximum !== undefined && (exclusive ? maximum < limit : maximum <= limit);
}

function lengths(schema: JsonSchemaObject): [number, number] {
  const { minItems = 0, maxItems = Infinity } = schema as { minItems?: number; maxItems?: number };
  const closedAt = schema.items === false ? (schema.prefixItems?.length ?? 0) : Infinity;
  return [minItems, Math.min(maxItems, closedAt)];
}

function canHave(schema: JsonSchemaObject, name: string): boolean {
  return Object.hasOwn(schema.properties ?? {}, name) || (schema.additionalProperties ?? true) !== false;
}

function namesAreAmong(names: JsonSchema | undefined, expected: Readonly<Record<string, unknown>>): boolean {
  const values = typeof names === 'object' ? names.enum : undefined;
  return values !== undefined && values.every((name) => Object.hasOwn(expected, String(name)));
}

/** Keys are strings, whatever their schema leaves out. */
function asName(names: JsonSchema | undefined): JsonSchema {
  return typeof names === 'object' ? { type: 'string', ...names } : { type: 'string' };
}

function unique(found: readonly Mismatch[]): Mismatch[] {
  return [...new Map(found.map((one) => [`${one.path}\n${one.reason}`, one])).values()];
}

const shown = (value: unknown): string => JSON.stringify(value);
const withArticle = (type: string | undefined): string =>
  type === undefined ? 'anything' : `${/^[aeio]/.test(type) ? 'an' : 'a'} ${type}`;
