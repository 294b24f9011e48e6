import { makeExecutableSchema } from '@graphql-tools/schema';
import type { GraphQLSchema } from 'graphql';
import { prelude } from '../../definition/prelude.ts';
import type { ServiceDefinition } from '../../definition/service.ts';
import { oncePer } from '../once-per.ts';

/** The service's schema with its resolvers; fields without one are the documents' plain fields. */
export const executableSchema = oncePer(({ schema, resolvers }: ServiceDefinition): GraphQLSchema => {
  // graphql-tools wants its own resolver type; ours has the same shape with a typed context.
  return makeExecutableSchema({ typeDefs: [prelude, schema], resolvers: resolvers as never });
});
