import { stitchingDirectives } from '@graphql-tools/stitching-directives';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import { Kind, buildASTSchema, concatAST, parse, visit } from 'graphql';
import { CompositionError } from './graph-error.ts';

const directives = stitchingDirectives();
/** Services may use these without defining them. */
const known = parse(
  `${directives.stitchingDirectivesTypeDefs}\ndirective @live(projection: String!) on FIELD_DEFINITION`,
  { noLocation: true },
);

/** A service's own schema from its SDL, with the platform's directives defined where the SDL left that out. */
export function buildServiceSchema(service: string, sdl: string): GraphQLSchema {
  let document: DocumentNode;
  try {
    document = parse(sdl);
  } catch (error) {
    throw new CompositionError(
      `The schema of service "${service}" is not GraphQL: ${(error as Error).message}. Mend its schema.graphql.`,
      [service],
      error,
    );
  }
  const defined = new Set(
    document.definitions.flatMap((node) => (node.kind === Kind.DIRECTIVE_DEFINITION ? [node.name.value] : [])),
  );
  const missing = visit(known, { DirectiveDefinition: (node) => (defined.has(node.name.value) ? null : undefined) });
  try {
    return buildASTSchema(concatAST([missing, document]));
  } catch (error) {
    throw new CompositionError(
      `The schema of service "${service}" does not hold: ${(error as Error).message} Mend its schema.graphql.`,
      [service],
      error,
    );
  }
}

export const transformStitchingDirectives = directives.stitchingDirectivesTransformer;
