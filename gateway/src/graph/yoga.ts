/**
 * GraphQL over HTTP by GraphQL Yoga: parsing requests, content negotiation, validation of free text. What an operation
 * is and how it runs comes from the serving that the request took when it began.
 */
import { createYoga } from 'graphql-yoga';
import type { Plugin, YogaServerInstance } from 'graphql-yoga';
import { GraphQLError, parse } from 'graphql';
import type { ExecutionResult } from 'graphql';
import { presentErrors, requestedOperation } from '@tessera/graph';
import type { RegisteredOperation } from '@tessera/graph';
import type { Metrics } from '../observe/metrics.ts';
import type { GraphContext } from './context.ts';
import type { ServiceRoute } from '../services/service-route.ts';
import type { Serving } from './graph-host.ts';
import { limitsRule } from './limits.ts';
import type { OperationLimits } from './limits.ts';

/** Handed to Yoga with each request; also the context of the operation's execution. */
export interface YogaRequest extends GraphContext {
  readonly serving: Serving;
  readonly route: ServiceRoute;
  readonly freeText: boolean;
  findOperation(hash: string): Promise<RegisteredOperation | undefined>;
  /** Set once the operation is known to be published: it was parsed and validated when it was registered. */
  operation?: RegisteredOperation;
}

export interface GraphqlEndpointOptions {
  readonly limits: OperationLimits;
  /** Called with each operation's outcome. */
  readonly operation: Metrics['operation'];
  /** Called with the releases of services that an operation asked, and whether they failed it. Not for previews. */
  readonly asked: (releases: ReadonlyMap<string, boolean>) => void;
}

export function createGraphqlEndpoint({
  limits,
  operation,
  asked,
}: GraphqlEndpointOptions): YogaServerInstance<YogaRequest, object> {
  const ours: Plugin<YogaRequest, YogaRequest> = {
    async onParams({ params, setParams, setResult, context }) {
      const request = context as YogaRequest;
      const wish = await requestedOperation(params, request.freeText, (hash) => request.findOperation(hash));
      if (wish.kind === 'refused') {
        // Yoga's own check of the parameters runs later, and would answer first that there is no query.
        setParams({ ...params, query: '{ __typename }' });
        return setResult(wish.result);
      }
      if (wish.kind === 'text') return undefined;
      request.operation = wish.operation;
      return setParams({ ...params, query: wish.operation.text, operationName: wish.operation.name });
    },
    onParse({ context, params, setParsedDocument, setParseFn }) {
      const { operation } = context;
      if (operation?.document !== undefined) setParsedDocument(operation.document);
      else setParseFn(() => parseWithin(String(params.source), limits.tokens));
    },
    onValidate({ context, setResult, addValidationRule }) {
      if (context.operation !== undefined) setResult([]);
      else addValidationRule(limitsRule(limits));
    },
    onExecute({ args, context, setExecuteFn }) {
      const { serving } = context;
      setExecuteFn(() =>
        serving.runtime.execute(
          args.document,
          (args.variableValues ?? {}) as Record<string, unknown>,
          context,
          args.operationName ?? undefined,
        ),
      );
    },
    onExecutionResult({ result, setResult, context }) {
      const request = context as YogaRequest;
      if (result === undefined || Symbol.asyncIterator in result) return;
      operation(
        request.operation?.name ?? 'text',
        request.identity.app ?? 'none',
        result.errors === undefined ? 'ok' : 'errors',
      );
      if (request.route.purpose !== 'preview') asked(request.outcomes.all);
      setResult({
        ...presentErrors(result as ExecutionResult, request.identity.correlationId, ({ originalError, path }) =>
          request.log.error({ err: originalError, path }, 'an operation failed unexpectedly'),
        ),
        extensions: { ...result.extensions, positions: request.positions.positions },
      });
    },
  };
  return createYoga<YogaRequest>({
    schema: (context) => context.serving.runtime.graph.schema,
    plugins: [ours],
    maskedErrors: false,
    // Keyed by text for ever growing sets of texts, and blind to our token limit: published operations need no cache.
    parserAndValidationCache: false,
    graphiql: false,
    landingPage: false,
    multipart: false,
    batching: false,
    logging: false,
    cors: false,
  });
}

function parseWithin(text: string, maxTokens: number): ReturnType<typeof parse> {
  try {
    return parse(text, { maxTokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const code = error.message.includes('tokens') ? 'OPERATION_TOO_LARGE' : 'GRAPHQL_PARSE_FAILED';
    throw new GraphQLError(error.message, {
      source: error.source,
      positions: error.positions,
      extensions: { ...error.extensions, code },
    });
  }
}
