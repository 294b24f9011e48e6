/** Which operation a request means: a published one by its hash, or free text where that is allowed. */
import type { RegisteredOperation } from '@tessera/graph';
import type { ExecutionResult } from 'graphql';
import { z } from 'zod';
import { refusal } from './errors.ts';

const persistedSchema = z.object({
  persistedQuery: z.object({ version: z.literal(1), sha256Hash: z.string().regex(/^[0-9a-f]{64}$/) }),
});

export type OperationRequest =
  | { readonly kind: 'persisted'; readonly operation: RegisteredOperation & { document: object } }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'refused'; readonly result: ExecutionResult };

export interface OperationParams {
  readonly query?: unknown;
  readonly extensions?: unknown;
}

/** `find` looks the hash up, and may look further than the registry (a release that only an old tab still runs). */
export async function readOperationRequest(
  params: OperationParams,
  freeText: boolean,
  find: (hash: string) => Promise<RegisteredOperation | undefined>,
): Promise<OperationRequest> {
  const persisted = persistedSchema.safeParse(params.extensions);
  if (persisted.success)
    return byHash(await find(persisted.data.persistedQuery.sha256Hash), persisted.data.persistedQuery.sha256Hash);
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

function byHash(operation: RegisteredOperation | undefined, hash: string): OperationRequest {
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
  return { kind: 'persisted', operation: { ...operation, document: operation.document } };
}

const refused = (code: string, message: string): OperationRequest => ({
  kind: 'refused',
  result: refusal(code, message),
});
