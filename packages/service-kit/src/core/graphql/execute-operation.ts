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
    return { errors: [mask(withCode(toGraphqlError(error), 'GRAPHQL_PARSE_FAILED'))] };
  }
  const problems = validate(schema, document);
  if (problems.length > 0) {
    return { errors: problems.map((problem) => mask(withCode(problem, 'GRAPHQL_VALIDATION_FAILED'))) };
  }
  const result = await execute({
    schema,
    document,
    variableValues: operation.variables,
    operationName: operation.operationName,
    contextValue: context,
  });
  return result.errors === undefined ? result : { ...result, errors: result.errors.map(mask) };
}

/** The codes GraphQL Yoga gives, so that both hosts answer alike. */
function withCode(error: GraphQLError, code: string): GraphQLError {
  error.extensions['code'] = code;
  return error;
}

/** `parse` throws something else for what is no text at all. */
function toGraphqlError(error: unknown): GraphQLError {
  return error instanceof GraphQLError ? error : new GraphQLError('Must provide query string.');
}
