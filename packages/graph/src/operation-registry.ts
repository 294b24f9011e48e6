/** Published operations by hash, parsed and validated once per graph: what production answers, and nothing else. */
import type { DocumentNode } from 'graphql';
import type { Graph } from './compose.ts';
import { checkOperation } from './validate-operation.ts';
import type { OperationProblem, OperationSource } from './validate-operation.ts';

/** The operations of one release. `app` is `module@version`. */
export interface ReleaseOperations {
  readonly app: string;
  readonly operations: readonly OperationSource[];
}

export interface RegisteredOperation {
  readonly hash: string;
  readonly name: string;
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly text: string;
  /** The releases that published it, as `module@version`. */
  readonly apps: readonly string[];
  /** Undefined when the graph has moved on and it no longer holds; `problems` says why. */
  readonly document: DocumentNode | undefined;
  readonly problems: readonly OperationProblem[];
}

export interface OperationRegistry {
  readonly size: number;
  get(hash: string): RegisteredOperation | undefined;
  [Symbol.iterator](): Iterator<RegisteredOperation>;
}

export function createOperationRegistry(
  graph: Graph<never>,
  releases: readonly ReleaseOperations[],
): OperationRegistry {
  const sources = new Map<string, { source: OperationSource; apps: string[] }>();
  for (const { app, operations } of releases) {
    for (const source of operations) {
      const known = sources.get(source.hash);
      if (known === undefined) sources.set(source.hash, { source, apps: [app] });
      else if (!known.apps.includes(app)) known.apps.push(app);
    }
  }
  const operations = new Map<string, RegisteredOperation>();
  for (const [hash, { source, apps }] of sources) {
    const checked = checkOperation(graph, source);
    const { name, kind, text } = source;
    const outcome = checked.ok
      ? { document: checked.document, problems: [] }
      : { document: undefined, problems: checked.problems };
    operations.set(hash, { hash, name, kind, text, apps, ...outcome });
  }
  return { size: operations.size, get: (hash) => operations.get(hash), [Symbol.iterator]: () => operations.values() };
}
