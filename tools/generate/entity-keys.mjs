/**
 * What identifies the objects an operation selects: type → fields, by the schema's `@key`. Browsers keep one object per
 * key, so that a live document and every query that shows it change together. A type that is not named here belongs to
 * the object it is in.
 */
import { buildSchema, getNamedType, Kind, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';

/** @param {string} sdl @returns {(document: import('graphql').DocumentNode) => Record<string, string[]>} */
export function entityKeysOf(sdl) {
  const schema = buildSchema(sdl);
  const keys = new Map(
    parse(sdl).definitions.flatMap((node) => {
      const key = node.kind === Kind.OBJECT_TYPE_DEFINITION && node.directives.find(({ name }) => name.value === 'key');
      return key ? [[node.name.value, fieldsOf(key.arguments[0].value.value)]] : [];
    }),
  );
  return (document) => {
    const found = {};
    const types = new TypeInfo(schema);
    visit(
      document,
      visitWithTypeInfo(types, {
        [Kind.FIELD]() {
          const name = getNamedType(types.getType())?.name;
          if (keys.has(name)) found[name] = keys.get(name);
        },
      }),
    );
    return found;
  };
}

/** `{ sku }` → ['sku'] */
const fieldsOf = (selectionSet) => selectionSet.match(/\w+/g) ?? [];
