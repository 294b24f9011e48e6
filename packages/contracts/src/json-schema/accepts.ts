/** Whether one value satisfies a schema of the profile. Used for the single values (`const`, `enum`) a producer may write. */
import { canonicalJson } from '../canonical-json.ts';
import { constraintsOf, resolveRef } from './json-schema.ts';
import type { JsonSchema, JsonSchemaObject } from './json-schema.ts';

/** False also when the schema uses a keyword that is not known here: what cannot be judged is not accepted. */
export function accepts(schema: JsonSchema, value: unknown, root: JsonSchema = schema): boolean {
  const resolved = resolveRef(schema, root);
  if (resolved === undefined) return false;
  if (typeof resolved === 'boolean') return resolved;
  return constraintsOf(resolved).every(([keyword, constraint]) => holds(keyword, constraint, value, resolved, root));
}

function holds(
  keyword: string,
  constraint: unknown,
  value: unknown,
  schema: JsonSchemaObject,
  root: JsonSchema,
): boolean {
  const list = constraint as readonly JsonSchema[];
  const limit = constraint as number;
  switch (keyword) {
    case 'type':
      return [constraint].flat().some((type) => isOfType(value, String(type)));
    case 'const':
      return canonicalJson(value) === canonicalJson(constraint);
    case 'enum':
      return (constraint as unknown[]).some((one) => canonicalJson(one) === canonicalJson(value));
    case 'anyOf':
      return list.some((option) => accepts(option, value, root));
    case 'oneOf':
      return list.filter((option) => accepts(option, value, root)).length === 1;
    case 'minimum':
      return typeof value !== 'number' || value >= limit;
    case 'maximum':
      return typeof value !== 'number' || value <= limit;
    case 'exclusiveMinimum':
      return typeof value !== 'number' || value > limit;
    case 'exclusiveMaximum':
      return typeof value !== 'number' || value < limit;
    case 'multipleOf':
      return typeof value !== 'number' || Number.isInteger(value / limit);
    case 'minLength':
      return typeof value !== 'string' || [...value].length >= limit;
    case 'maxLength':
      return typeof value !== 'string' || [...value].length <= limit;
    case 'pattern':
      return typeof value !== 'string' || new RegExp(String(constraint), 'u').test(value);
    case 'minItems':
      return !Array.isArray(value) || value.length >= limit;
    case 'maxItems':
      return !Array.isArray(value) || value.length <= limit;
    case 'prefixItems':
      return !Array.isArray(value) || list.every((item, i) => i >= value.length || accepts(item, value[i], root));
    case 'items': {
      const from = schema.prefixItems?.length ?? 0;
      return !Array.isArray(value) || value.slice(from).every((item) => accepts(constraint as JsonSchema, item, root));
    }
    case 'required':
      return !isRecord(value) || (constraint as string[]).every((name) => Object.hasOwn(value, name));
    case 'properties':
      return (
        !isRecord(value) ||
        Object.entries(constraint as Record<string, JsonSchema>).every(
          ([name, field]) => !Object.hasOwn(value, name) || accepts(field, value[name], root),
        )
      );
    case 'additionalProperties':
      return (
        !isRecord(value) ||
        Object.entries(value).every(
          ([name, field]) =>
            Object.hasOwn(schema.properties ?? {}, name) || accepts(constraint as JsonSchema, field, root),
        )
      );
    case 'propertyNames':
      return !isRecord(value) || Object.keys(value).every((name) => accepts(constraint as JsonSchema, name, root));
    default:
      return false;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isRecord(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
