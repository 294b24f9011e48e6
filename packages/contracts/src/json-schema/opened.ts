import type { JsonSchema } from './json-schema.ts';

/**
 * The schema as its reader lives it: `z.object` drops members it does not know, though the JSON Schema of what it gives out
 * says that there are none.
 */
export function opened(schema: JsonSchema): JsonSchema {
  if (typeof schema === 'boolean') return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword, value]) => !(keyword === 'additionalProperties' && value === false))
      .map(([keyword, value]) => [keyword, openedIn(keyword, value)]),
  );
}

function openedIn(keyword: string, value: unknown): unknown {
  const isSchema = (one: unknown): one is JsonSchema => typeof one === 'object' && one !== null && !Array.isArray(one);
  if (['items', 'additionalProperties'].includes(keyword) && isSchema(value)) return opened(value);
  if (['anyOf', 'oneOf', 'prefixItems'].includes(keyword)) return (value as JsonSchema[]).map(opened);
  if (['properties', '$defs'].includes(keyword))
    return Object.fromEntries(
      Object.entries(value as Record<string, JsonSchema>).map(([name, one]) => [name, opened(one)]),
    );
  return value;
}
