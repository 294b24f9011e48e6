/**
 * One schema from all services' SDL, as apps see it: types of the same name merged, stitching directives and the
 * gateway's own `_fields` taken out. The gateway composes the same from running services; here no service runs.
 */
import { mergeTypeDefs } from '@graphql-tools/merge';
import { Kind, parse, print, visit } from 'graphql';

const kept = new Set(['deprecated', 'specifiedBy', 'oneOf']);

/** @param {{name: string, sdl: string}[]} services @returns {string} SDL */
export function composeSchema(services) {
  const documents = services.map(({ name, sdl }) => {
    try {
      return parse(sdl);
    } catch (error) {
      throw new Error(`services/${name}/schema.graphql is not valid GraphQL: ${error.message}`, { cause: error });
    }
  });
  return print(visit(mergeTypeDefs(documents, { throwOnConflict: true }), forApps));
}

const forApps = {
  [Kind.DIRECTIVE]: (node) => (kept.has(node.name.value) ? undefined : null),
  [Kind.DIRECTIVE_DEFINITION]: () => null,
  [Kind.FIELD_DEFINITION]: (node) => (node.name.value.startsWith('_') ? null : undefined),
};
