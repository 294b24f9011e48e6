/**
 * The one place where a service's answer enters the graph: failures become values, and every error learns whose it is
 * before stitching relocates it.
 */
import { getOperationASTFromRequest } from '@graphql-tools/utils';
import type { ExecutionRequest, ExecutionResult } from '@graphql-tools/utils';
import type { GraphQLFormattedError } from 'graphql';
import { GraphQLError, print } from 'graphql';
import type { GraphService, ServiceAnswer } from './service.ts';

/** Wraps `service.execute` for stitching. Never rejects. */
export function createServiceExecutor<Context>(
  service: GraphService<Context>,
): (request: ExecutionRequest) => Promise<ExecutionResult> {
  return async (request) => {
    const { operation } = getOperationASTFromRequest(request);
    if (operation === 'subscription') {
      return {
        data: null,
        errors: [
          attribute(service, {
            message: 'Subscribe on /live, not on /graphql.',
            extensions: { code: 'NOT_A_LIVE_STREAM' },
          }),
        ],
      };
    }
    let answer: ServiceAnswer;
    try {
      const variables = (request.variables ?? {}) as Record<string, unknown>;
      answer = await service.execute(
        { query: print(request.document), variables, kind: operation },
        request.context as Context,
      );
    } catch (cause) {
      return { data: null, errors: [unavailable(service, cause)] };
    }
    const errors = answer.errors?.map((error) => attribute(service, error));
    return { data: answer.data as never, ...(errors === undefined ? {} : { errors }) };
  };
}

function unavailable(service: GraphService<never>, cause: unknown): GraphQLError {
  const extensions = { code: 'SERVICE_UNAVAILABLE', service: service.name, ...ownerOf(service) };
  const originalError = cause instanceof Error ? cause : new Error(String(cause));
  return new GraphQLError(`The ${service.name} service does not answer.`, { originalError, extensions });
}

function attribute(service: GraphService<never>, error: GraphQLFormattedError): GraphQLError {
  return new GraphQLError(error.message, {
    ...(error.path === undefined ? {} : { path: error.path }),
    extensions: { ...error.extensions, service: service.name, ...ownerOf(service) },
  });
}

function ownerOf(service: GraphService<never>): { owner?: object } {
  return service.owner === undefined ? {} : { owner: service.owner };
}
