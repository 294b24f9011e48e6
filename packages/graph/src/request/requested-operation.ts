/** Which operation a request means: a published one by its hash, or free text where that is allowed. */
import type { DocumentNode, ExecutionResult } from 'graphql';
import type { RegisteredOperation } from '../operation-registry.ts';
import { refusal } from './present-errors.ts';

/** Of a request's parameters, what says which operation it means. */
export interface OperationParams {
  readonly query?: unknown;
  readonly extensions?: unknown;
}

export type RequestedOperation =
  | { readonly kind: 'published'; readonly operation: RegisteredOperation & { readonly document: DocumentNode } }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly result: ExecutionResult };

/** `find` looks the hash up, and may look further than the registry (a release that only an old tab still runs). */
export async function requestedOperation(
  params: OperationParams,
  freeText: boolean,
  find: (hash: string) => Promise<RegisteredOperation | undefined> | RegisteredOperation | undefined,
): Promise<RequestedOperation> {
  const hash = persistedHash(params.extensions);
  if (hash !== undefined) return byHash(await find(hash), hash);
  if (typeof params.query !== 'string' || params.query === '') {
    return refused(
      'OPERATION_MISSING',
      'Send extensions.persistedQuery = {version: 1, sha256Hash} of a published operation.',
    );
  }
  if (freeText) return { kind: 'text', text: params.query };
  return refused(
    'PERSISTED_ONLY',
    'Only published operations are answered here. Put the operation under src/operations and publish the app.',
  );
}

function persistedHash(extensions: unknown): string | undefined {
  const { persistedQuery } = (extensions ?? {}) as { persistedQuery?: { version?: unknown; sha256Hash?: unknown } };
  const hash = persistedQuery?.sha256Hash;
  return persistedQuery?.version === 1 && typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) ? hash : undefined;
}

function byHash(operation: RegisteredOperation | undefined, hash: string): RequestedOperation {
  if (operation === undefined) {
    return refused(
      'PERSISTED_OPERATION_UNKNOWN',
      `No release that can still be running published the operation ${hash.slice(0, 12)}…. Reload the page; if you develop the app, publish it.`,
    );
  }
  if (operation.document === undefined) {
    const [problem] = operation.problems;
    return refused(
      'OPERATION_NO_LONGER_VALID',
      `${operation.name} does not hold on the graph any more: ${problem?.message ?? ''} Reload the page; if that does not help, tell the app's team.`,
    );
  }
  if (operation.kind === 'subscription')
    return refused('NOT_A_LIVE_STREAM', `${operation.name} is a live operation: subscribe to it on POST /live.`);
  return { kind: 'published', operation: { ...operation, document: operation.document } };
}

const refused = (code: string, message: string): RequestedOperation => ({
  kind: 'refused',
  result: refusal(code, message),
});
