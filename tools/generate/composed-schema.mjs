/**
 * One schema from all services' SDL, as apps see it: types of the same name merged, the gateway's own `_fields` and all
 * stitching directives but `@key` (what identifies an object) taken out. The gateway composes the same from running
 * services; here no service runs.
 */
import { mergeTypeDefs } from '@graphql-tools/merge';
import { Kind, parse, print, visit } from 'graphql';

const kept = new Set(['deprecated', 'specifiedBy', 'oneOf', 'key']);
const keyDirective = 'directive @key(selectionSet: String!) on OBJECT\n\n';

/** @param {{name: string, sdl: string}[]} services @returns {string} SDL */
export function composeSchema(services) {
  const documents = services.map(({ name, sdl }) => {
    try {
      return parse(sdl);
    } catch (error) {
      throw new Error(`services/${name}/schema.graphql is not valid GraphQL: ${error.message}`, { cause: error });
    }
  });
  return keyDirective + print(visit(mergeTypeDefs(documents, { throwOnConflict: true }), forApps));
}

const forApps = {
  [Kind.DIRECTIVE]: (node) => (kept.has(node.name.value) ? undefined : null),
  [Kind.DIRECTIVE_DEFINITION]: () => null,
  [Kind.FIELD_DEFINITION]: (node) => (node.name.value.startsWith('_') ? null : undefined),
};
