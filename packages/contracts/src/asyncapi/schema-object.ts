/**
 * A JSON Schema (2020-12, as contracts have it) as entries of `components.schemas`: AsyncAPI's schema object is a superset
 * of draft 07. Tuples are written the older way; definitions get entries of their own, since references are resolved in
 * the whole document.
 */
export function toSchemaObject(name: string, schema: object): { [name: string]: unknown } {
  const { $schema: _dialect, $defs: definitions = {}, ...root } = schema as { readonly [member: string]: unknown };
  const found: { [name: string]: unknown } = { [name]: rewrite(root) };
  for (const [key, definition] of Object.entries(definitions as object)) found[`${name}.${key}`] = rewrite(definition);
  return found;

  function rewrite(value: unknown): unknown {
    if (Array.isArray(value)) return value.map(rewrite);
    if (typeof value !== 'object' || value === null) return value;
    const { prefixItems, items, $ref, ...rest } = value as { readonly [member: string]: unknown };
    const members = Object.fromEntries(Object.entries(rest).map(([key, member]) => [key, rewrite(member)]));
    if (typeof $ref === 'string') return { ...members, $ref: refer($ref) };
    if (prefixItems !== undefined) {
      return {
        ...members,
        items: rewrite(prefixItems),
        ...(items === undefined ? {} : { additionalItems: rewrite(items) }),
      };
    }
    return items === undefined ? members : { ...members, items: rewrite(items) };
  }

  /** `#` and `#/$defs/<name>`. */
  function refer(ref: string): string {
    return `#/components/schemas/${name}${ref === '#' ? '' : `.${ref.slice('#/$defs/'.length)}`}`;
  }
}
