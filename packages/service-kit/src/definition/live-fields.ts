import { getNamedType, type GraphQLField } from 'graphql';

/** The projection a Subscription field shows: the argument of its `@live`. */
export function liveProjection(field: GraphQLField<unknown, unknown>): string | undefined {
  const directive = field.astNode?.directives?.find((each) => each.name.value === 'live');
  const value = directive?.arguments?.find((argument) => argument.name.value === 'projection')?.value;
  return value?.kind === 'StringValue' ? value.value : undefined;
}

/** The type of a field's documents. */
export function documentType(field: GraphQLField<unknown, unknown>): string {
  return getNamedType(field.type).name;
}
