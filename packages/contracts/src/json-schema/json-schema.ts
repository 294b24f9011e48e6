/** JSON Schema, as far as contracts hold it: the profile that zod 4 writes. Other keywords may be there; the rules then refuse rather than guess. */
import { z } from 'zod';

export type JsonSchema = boolean | JsonSchemaObject;

export interface JsonSchemaObject {
  readonly [keyword: string]: unknown;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly prefixItems?: readonly JsonSchema[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

export const jsonSchemaSchema: z.ZodType<JsonSchema> = z.union([z.boolean(), z.record(z.string(), z.unknown())]);

/** Says nothing about values: for people and editors. */
const annotations = new Set([
  '$schema',
  '$id',
  '$comment',
  '$defs',
  'title',
  'description',
  'default',
  'examples',
  'deprecated',
  'readOnly',
  'writeOnly',
]);

/** A schema that is a condition on values, without what only describes it. */
export function constraintsOf(schema: JsonSchemaObject): [string, unknown][] {
  // `x-…` is whatever somebody wanted to note beside the schema, such as whose personal data it is.
  return Object.entries(schema).filter(
    ([keyword, value]) => value !== undefined && !annotations.has(keyword) && !keyword.startsWith('x-'),
  );
}

/** Follows `#`, `#/$defs/x` in the document it is in; a reference that leads nowhere is `undefined`. */
export function resolveRef(schema: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  let found: JsonSchema | undefined = schema;
  for (let steps = 0; typeof found === 'object' && found.$ref !== undefined; steps++) {
    if (steps > 32) return undefined;
    found = pointTo(found.$ref, root);
  }
  return found;
}

function pointTo(ref: string, root: JsonSchema): JsonSchema | undefined {
  if (!ref.startsWith('#')) return undefined;
  let found: unknown = root;
  for (const step of ref.slice(1).split('/').slice(1)) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string, unknown>)[step.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return typeof found === 'object' || typeof found === 'boolean' ? (found as JsonSchema) : undefined;
}

/** Dotted places a schema names: `customer.id`, `lines[].sku`; what a consumer uses of an event. */
export function fieldsOf(schema: JsonSchema, root: JsonSchema = schema, prefix = '', depth = 0): string[] {
  const resolved = resolveRef(schema, root);
  if (typeof resolved !== 'object' || depth > 12) return [];
  const below = [...(resolved.anyOf ?? []), ...(resolved.oneOf ?? [])].flatMap((option) =>
    fieldsOf(option, root, prefix, depth + 1),
  );
  for (const [name, field] of Object.entries(resolved.properties ?? {})) {
    const at = prefix === '' ? name : `${prefix}.${name}`;
    const inside = fieldsOf(field, root, at, depth + 1);
    below.push(...(inside.length === 0 ? [at] : inside));
  }
  if (resolved.items !== undefined) below.push(...fieldsOf(resolved.items, root, `${prefix}[]`, depth + 1));
  return [...new Set(below)];
}
