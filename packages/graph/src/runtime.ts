/**
 * How operations run. Today every one goes through the stitched schema; compiled plans come in behind this interface,
 * with stitching as their oracle and fallback. A runtime belongs to one graph and is swapped as a whole: requests in
 * flight finish on the one they started with.
 */
import type { DocumentNode, ExecutionResult } from 'graphql';
import { execute } from 'graphql';
import type { Graph } from './compose.ts';

export interface GraphRuntime<Context = unknown> {
  readonly graph: Graph<Context>;
  /** Runs a validated query or mutation. Field errors are in the answer; rejects only on a broken invariant. */
  execute(
    document: DocumentNode,
    variables: Readonly<Record<string, unknown>>,
    context: Context,
    operationName?: string,
  ): Promise<ExecutionResult>;
}

export function createGraphRuntime<Context>(graph: Graph<Context>): GraphRuntime<Context> {
  return {
    graph,
    execute: async (document, variables, context, operationName) =>
      execute({
        schema: graph.schema,
        document,
        variableValues: variables,
        contextValue: context,
        ...(operationName === undefined ? {} : { operationName }),
      }),
  };
}
