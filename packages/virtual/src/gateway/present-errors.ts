/** What clients learn of an error: its code, whose it is, a correlation id. Errors that nobody meant are masked, as by the gateway. */
import { GraphQLError, type ExecutionResult } from 'graphql';

export function presentErrors(
  result: ExecutionResult,
  correlationId: string,
  onUnexpected: (error: unknown) => void,
): ExecutionResult {
  if (result.errors === undefined) return result;
  return { ...result, errors: result.errors.map((error) => present(error, correlationId, onUnexpected)) };
}

function present(error: GraphQLError, correlationId: string, onUnexpected: (error: unknown) => void): GraphQLError {
  const known = typeof error.extensions['code'] === 'string';
  const cause = error.originalError;
  // What graphql-js itself says about the request (variables that do not fit) has no cause and no code.
  const aboutRequest =
    !known && (cause === undefined || (cause instanceof GraphQLError && cause.originalError === undefined));
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
