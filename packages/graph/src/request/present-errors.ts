/**
 * What clients learn of an error: its code, whose it is, and a correlation id. Errors that nobody meant to happen are
 * masked; the log has the cause.
 */
import { GraphQLError } from 'graphql';
import type { ExecutionResult } from 'graphql';

/** `onUnexpected` is told of each error that is masked. */
export function presentErrors(
  result: ExecutionResult,
  correlationId: string,
  onUnexpected: (error: GraphQLError) => void,
): ExecutionResult {
  if (result.errors === undefined) return result;
  return { ...result, errors: result.errors.map((error) => present(error, correlationId, onUnexpected)) };
}

function present(
  error: GraphQLError,
  correlationId: string,
  onUnexpected: (error: GraphQLError) => void,
): GraphQLError {
  const known = typeof error.extensions?.['code'] === 'string';
  const cause = error.originalError;
  // Errors graphql-js itself makes about the request (variables that do not fit) have no cause and no code.
  const aboutRequest =
    !known &&
    (cause === undefined || cause === null || (cause instanceof GraphQLError && cause.originalError === undefined));
  const masked = !known && !aboutRequest;
  if (masked) onUnexpected(error);
  return new GraphQLError(
    masked ? 'Something failed on our side. The correlation id leads to the cause.' : error.message,
    {
      ...(error.nodes === undefined ? {} : { nodes: error.nodes }),
      ...(error.source === undefined ? {} : { source: error.source }),
      ...(error.positions === undefined ? {} : { positions: error.positions }),
      ...(error.path === undefined ? {} : { path: error.path }),
      extensions: {
        ...error.extensions,
        code: known ? error.extensions['code'] : masked ? 'INTERNAL' : 'BAD_REQUEST',
        correlationId,
      },
    },
  );
}

/** An answer that is one error. */
export function refusal(code: string, message: string): ExecutionResult {
  return { errors: [new GraphQLError(message, { extensions: { code } })] };
}
