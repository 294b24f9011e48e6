/** Runs one GraphQL operation in this process: the in-memory host's `/graphql`. */
import { execute, GraphQLError, parse, validate, type DocumentNode, type ExecutionResult } from 'graphql';
import type { ServiceRuntime } from '../runtime/service-runtime.ts';
import { maskError } from './masked-error.ts';
import type { RequestContext } from './request-context.ts';

export interface Operation {
  readonly query: string;
  readonly variables?: { readonly [name: string]: unknown } | undefined;
  readonly operationName?: string | undefined;
}

export async function executeOperation(
  { schema }: ServiceRuntime,
  operation: Operation,
  context: RequestContext,
  onUnexpected: (error: unknown) => void,
): Promise<ExecutionResult> {
  const mask = (error: GraphQLError) => maskError(error, context.correlationId, onUnexpected);
  let document: DocumentNode;
  try {
    document = parse(operation.query);
  } catch (error) {
    return { errors: [mask(error as GraphQLError)] };
  }
  const problems = validate(schema, document);
  if (problems.length > 0) return { errors: problems.map(mask) };
  const result = await execute({
    schema,
    document,
    variableValues: operation.variables,
    operationName: operation.operationName,
    contextValue: context,
  });
  return result.errors === undefined ? result : { ...result, errors: result.errors.map(mask) };
}
