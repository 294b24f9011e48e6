/** `/graphql`: GraphQL Yoga over the service's schema. Every answer says up to which position it is new. */
import { createYoga, type Plugin } from 'graphql-yoga';
import type { ExecutionResult, GraphQLError } from 'graphql';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { maskError } from '../../core/graphql/masked-error.ts';
import type { RequestContext } from '../../core/graphql/request-context.ts';
import type { ServiceRuntime } from '../../core/runtime/service-runtime.ts';

export interface GraphqlHandler {
  (request: IncomingMessage, response: ServerResponse, context: RequestContext): Promise<void>;
}

interface ServerContext {
  readonly tessera: RequestContext;
}

export function createGraphqlHandler(runtime: ServiceRuntime, logger: Logger, bodyLimit: number): GraphqlHandler {
  const service = runtime.compiled.definition.name;
  const finish: Plugin<object, ServerContext> = {
    onResultProcess({ result, setResult, serverContext }) {
      if (Array.isArray(result) || Symbol.asyncIterator in result) return;
      const { tessera } = serverContext as ServerContext;
      setResult({
        ...mask(result, tessera),
        extensions: { tessera: { service, position: runtime.cursorAt(tessera.position) } },
      });
    },
  };

  function mask(result: ExecutionResult, { correlationId }: RequestContext): ExecutionResult {
    const errors = result.errors?.map((error: GraphQLError) =>
      maskError(error, correlationId, (cause) =>
        logger.error({ err: cause, correlationId }, 'unexpected error in a resolver'),
      ),
    );
    return errors === undefined ? result : { ...result, errors };
  }

  const yoga = createYoga<ServerContext>({
    schema: runtime.schema,
    context: ({ tessera }) => tessera,
    plugins: [finish],
    maxRequestBodySize: bodyLimit,
    maskedErrors: false,
    logging: false,
    cors: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
  });
  return async (request, response, tessera) => {
    await yoga(request, response, { tessera });
  };
}
