/** `POST /graphql` as the gateway answers it: who asks, what they may send, and what the answer says of its positions. */
import type { ExecutionResult } from 'graphql';
import type { User } from '@tessera/service-kit';
import { findOperation, type FindOptions, type OperationParams } from './find-operation.ts';
import { createPositionCollector, parseAtLeast } from './positions.ts';
import { presentErrors } from './present-errors.ts';
import { Refused } from './refused.ts';

/** The gateway's own limit. */
const maxBodyBytes = 256 * 1024;

export interface GraphqlEndpointOptions {
  /** What answers right now; taken once per request. */
  readonly serving: () => FindOptions;
  readonly onUnexpected: (error: unknown) => void;
}

export interface OperationRequest extends OperationParams {
  readonly variables?: unknown;
}

export interface AskedBy {
  readonly user: User | null;
  readonly correlationId: string;
  readonly atLeast: ReadonlyMap<string, string>;
}

export interface GraphqlEndpoint {
  run(
    request: OperationRequest,
    by: AskedBy,
  ): Promise<{ readonly result: ExecutionResult; readonly malformed: boolean }>;
  answer(request: Request, user: User, correlationId: string): Promise<Response>;
}

export function createGraphqlEndpoint({ serving, onUnexpected }: GraphqlEndpointOptions): GraphqlEndpoint {
  const run: GraphqlEndpoint['run'] = async (request, { user, correlationId, atLeast }) => {
    const now = serving();
    const found = findOperation(request, now);
    const positions = createPositionCollector();
    const result = found.ok
      ? await now.runtime.execute(
          found.document,
          (request.variables ?? {}) as Record<string, unknown>,
          { user, correlationId, atLeast, positions },
          found.name,
        )
      : found.result;
    const presented = presentErrors(result, correlationId, onUnexpected);
    return {
      result: { ...presented, extensions: { ...presented.extensions, positions: positions.positions } },
      malformed: !found.ok && found.malformed,
    };
  };

  return {
    run,
    async answer(request, user, correlationId) {
      const atLeast = parseAtLeast(request.headers.get('x-tessera-at-least'));
      const body = readBody(await request.text());
      const { result, malformed } = await run(body, { user, correlationId, atLeast });
      const spoken = (request.headers.get('accept') ?? '').includes('application/graphql-response+json');
      return new Response(JSON.stringify(result), {
        status: spoken && malformed ? 400 : 200,
        headers: {
          'content-type': `application/${spoken ? 'graphql-response+json' : 'json'}; charset=utf-8`,
          'cache-control': 'no-store',
        },
      });
    },
  };
}

function readBody(text: string): OperationRequest {
  if (text.length > maxBodyBytes)
    throw new Refused(413, 'BODY_TOO_LARGE', `The request body is larger than ${maxBodyBytes} bytes.`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refused(400, 'BAD_REQUEST', 'The body is not JSON.');
  }
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
  throw new Refused(400, 'BAD_REQUEST', 'The body must be an object with the operation to run.');
}
