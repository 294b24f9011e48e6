/** Which operation a request means, ready to run: what Yoga does around the graph's own rules in the gateway. */
import { requestedOperation, type GraphRuntime, type OperationParams, type OperationRegistry } from '@tessera/graph';
import { getOperationAST, GraphQLError, parse, validate, type DocumentNode, type ExecutionResult } from 'graphql';
import type { RequestContext } from './request-context.ts';

export interface GraphqlParams extends OperationParams {
  readonly operationName?: unknown;
  readonly variables?: unknown;
}

/** `by-media-type`: 400 for clients that speak the newer media type, 200 for the others, as GraphQL over HTTP has it. */
export type RefusalStatus = 200 | 400 | 'by-media-type';

export type FoundOperation =
  | { readonly ok: true; readonly document: DocumentNode; readonly name: string | undefined }
  | { readonly ok: false; readonly result: ExecutionResult; readonly status: RefusalStatus };

export interface FindOptions {
  readonly runtime: GraphRuntime<RequestContext>;
  readonly registry: OperationRegistry;
  /** Whether free text is answered. */
  readonly freeText: boolean;
}

export async function findOperation(
  params: GraphqlParams,
  { runtime, registry, freeText }: FindOptions,
): Promise<FoundOperation> {
  const asked = await requestedOperation(params, freeText, (hash) => registry.get(hash));
  switch (asked.kind) {
    case 'published':
      return { ok: true, document: asked.operation.document, name: asked.operation.name };
    case 'text':
      return byText(asked.text, params.operationName, runtime);
    case 'refused':
      return { ok: false, status: 200, result: asked.result };
  }
}

function byText(text: string, operationName: unknown, { graph }: GraphRuntime<RequestContext>): FoundOperation {
  let document: DocumentNode;
  try {
    document = parse(text);
  } catch (error) {
    return malformed([error as GraphQLError], 'GRAPHQL_PARSE_FAILED');
  }
  const problems = validate(graph.schema, document);
  if (problems.length > 0) return malformed(problems, 'GRAPHQL_VALIDATION_FAILED');
  const name = typeof operationName === 'string' ? operationName : undefined;
  if (getOperationAST(document, name) == null) {
    const message = 'Could not determine what operation to execute.';
    const error = new GraphQLError(message, { extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } });
    return { ok: false, status: 400, result: { errors: [error] } };
  }
  return { ok: true, document, name };
}

function malformed(errors: readonly GraphQLError[], code: string): FoundOperation {
  for (const error of errors) error.extensions['code'] ??= code;
  return { ok: false, status: 'by-media-type', result: { errors } };
}
