/** `POST /graphql` as the gateway answers it: who asks, what they may send, and what the answer says of its positions. */
import { badAtLeast, createPositionCollector, parseAtLeast, presentErrors } from '@tessera/graph';
import { getOperationAST, subscribe, type ExecutionResult } from 'graphql';
import type { User } from '@tessera/service-kit';
import {
  findOperation,
  type FindOptions,
  type FoundOperation,
  type GraphqlParams,
  type RefusalStatus,
} from './find-operation.ts';
import { readParams } from './read-params.ts';
import { Refused } from './refused.ts';
import type { RequestContext } from './request-context.ts';

export interface GraphqlEndpointOptions {
  /** What answers right now; taken once per request. */
  readonly serving: () => FindOptions;
  readonly onUnexpected: (error: unknown) => void;
}

export type AskedBy = Omit<RequestContext, 'positions'>;

export interface OperationOutcome {
  readonly result: ExecutionResult;
  readonly status: RefusalStatus;
}

export interface GraphqlEndpoint {
  /** Rejects on a broken invariant only. */
  run(params: GraphqlParams, by: AskedBy): Promise<OperationOutcome>;
  answer(request: Request, user: User, correlationId: string): Promise<Response>;
}

export function createGraphqlEndpoint({ serving, onUnexpected }: GraphqlEndpointOptions): GraphqlEndpoint {
  async function run(params: GraphqlParams, by: AskedBy): Promise<OperationOutcome> {
    const now = serving();
    const found = await findOperation(params, now);
    const positions = createPositionCollector();
    const result = found.ok ? await execute(now, found, params, { ...by, positions }) : found.result;
    const presented = presentErrors(result, by.correlationId, onUnexpected);
    return {
      result: { ...presented, extensions: { ...presented.extensions, positions: positions.positions } },
      status: found.ok ? 200 : found.status,
    };
  }

  return {
    run,
    async answer(request, user, correlationId) {
      const atLeast = parseAtLeast(request.headers.get('x-tessera-at-least'));
      if (atLeast === undefined) throw new Refused(400, badAtLeast.code, badAtLeast.message);
      const read = readParams(await request.text());
      const { result, status } = read.ok ? await run(read.params, { user, correlationId, atLeast }) : read;
      const newer = (request.headers.get('accept') ?? '').includes('application/graphql-response+json');
      return new Response(JSON.stringify(result), {
        status: status === 'by-media-type' ? (newer ? 400 : 200) : status,
        headers: {
          'content-type': `application/${newer ? 'graphql-response+json' : 'json'}; charset=utf-8`,
          'cache-control': 'no-store',
        },
      });
    },
  };
}

async function execute(
  { runtime }: FindOptions,
  { document, name }: FoundOperation & { readonly ok: true },
  params: GraphqlParams,
  context: RequestContext,
): Promise<ExecutionResult> {
  const variables = (params.variables ?? {}) as Record<string, unknown>;
  if (getOperationAST(document, name)?.operation !== 'subscription')
    return runtime.execute(document, variables, context, name);
  // Its service refuses it: live operations are for /live.
  const { schema } = runtime.graph;
  const refused = await subscribe({ schema, document, variableValues: variables, contextValue: context });
  if (Symbol.asyncIterator in refused) throw new Error('A subscription was answered on /graphql.');
  return refused;
}
