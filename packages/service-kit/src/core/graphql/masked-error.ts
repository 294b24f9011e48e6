import { GraphQLError } from 'graphql';
import { KeysUnavailable } from '../privacy/key-vault.ts';

/** What clients get instead of an error that is not theirs to read; the cause goes to the log under the correlation id. */
export function maskError(
  error: GraphQLError,
  correlationId: string,
  onUnexpected: (error: unknown) => void,
): GraphQLError {
  const cause = error.originalError;
  const at = {
    nodes: error.nodes ?? null,
    source: error.source ?? null,
    positions: error.positions ?? null,
    path: error.path ?? null,
  };
  const known = cause === undefined || cause === null || cause instanceof GraphQLError;
  if (known) {
    const { code = 'BAD_REQUEST' } = error.extensions;
    return new GraphQLError(error.message, {
      ...at,
      extensions: { ...error.extensions, code, correlationId },
    });
  }
  onUnexpected(cause);
  if (cause instanceof KeysUnavailable) {
    const message =
      'The keys of personal data cannot be had at the moment, and this needs them. Try again in a moment.';
    return new GraphQLError(message, { ...at, extensions: { code: 'KEYS_UNAVAILABLE', correlationId } });
  }
  return new GraphQLError(`Something went wrong here. It is recorded as ${correlationId}.`, {
    ...at,
    extensions: { code: 'INTERNAL', correlationId },
  });
}
