/** Which operation a request means: a published one by its hash, or free text. */
import type { GraphRuntime, OperationRegistry } from '@tessera/graph';
import { getOperationAST, GraphQLError, parse, validate, type DocumentNode, type ExecutionResult } from 'graphql';
import type { RequestContext } from './request-context.ts';

export interface OperationParams {
  readonly query?: unknown;
  readonly extensions?: unknown;
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

export function findOperation(params: OperationParams, { runtime, registry, freeText }: FindOptions): FoundOperation {
  const hash = persistedHash(params.extensions);
  if (hash !== undefined) return byHash(hash, registry);
  if (typeof params.query !== 'string' || params.query === '') {
    const message = 'Send extensions.persistedQuery = {version: 1, sha256Hash} of a published operation.';
    return refused('OPERATION_MISSING', message);
  }
  if (!freeText) {
    const message =
      'Only published operations are answered here. Put the operation under src/operations and publish the app.';
    return refused('PERSISTED_ONLY', message);
  }
  return byText(params.query, params.operationName, runtime);
}

function persistedHash(extensions: unknown): string | undefined {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { version?: unknown; sha256Hash?: unknown } };
  const hash = persistedQuery?.sha256Hash;
  return persistedQuery?.version === 1 && typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) ? hash : undefined;
}

function byHash(hash: string, registry: OperationRegistry): FoundOperation {
  const operation = registry.get(hash);
  if (operation?.document === undefined) {
    const message = `No release that can still be running published the operation ${hash.slice(0, 12)}…. Reload the page; if you develop the app, publish it.`;
    return refused('PERSISTED_OPERATION_UNKNOWN', message);
  }
  const { kind, name, document } = operation;
  if (kind === 'subscription')
    return refused('NOT_A_LIVE_STREAM', `${name} is a live operation: subscribe to it on POST /live.`);
  return { ok: true, document, name };
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
    const refusal = refused('OPERATION_RESOLUTION_FAILURE', 'Could not determine what operation to execute.');
    return { ...refusal, status: 400 };
  }
  return { ok: true, document, name };
}

function malformed(errors: readonly GraphQLError[], code: string): FoundOperation {
  for (const error of errors) error.extensions['code'] ??= code;
  return { ok: false, status: 'by-media-type', result: { errors } };
}

function refused(code: string, message: string): FoundOperation & { readonly ok: false } {
  const result = { errors: [new GraphQLError(message, { extensions: { code } })] };
  return { ok: false, status: 200, result };
}
