/** Publishing operations to a virtual platform: what an app's release does, without the release. */
import {
  createOperationRegistry,
  validateOperations,
  type Graph,
  type OperationRegistry,
  type OperationSource,
} from '@tessera/graph';
import { getOperationAST, parse } from 'graphql';
import type { RequestContext } from './request-context.ts';

/** An operation's text, or what the contract of an app says of it. */
export type Publishable = string | (Omit<OperationSource, 'name' | 'kind' | 'hash'> & Partial<OperationSource>);

export interface Published {
  readonly registry: OperationRegistry;
  /** Those that hold nothing but what the graph answers become answerable; otherwise it rejects and publishes none. */
  publish(operations: readonly Publishable[], app: string): Promise<readonly OperationSource[]>;
}

export function createPublished(graph: Graph<RequestContext>): Published {
  const releases = new Map<string, OperationSource[]>();
  let registry = createOperationRegistry(graph, []);
  return {
    get registry() {
      return registry;
    },
    async publish(operations, app) {
      const sources = await Promise.all(operations.map(complete));
      const problems = validateOperations(graph, sources);
      if (problems.length > 0) {
        const lines = problems.map(
          ({ operation, at, message }) => `- ${operation}${at === undefined ? '' : ` (${at})`}: ${message}`,
        );
        throw new Error(`${app} cannot be published on this graph:\n${lines.join('\n')}`);
      }
      releases.set(app, [...(releases.get(app) ?? []), ...sources]);
      registry = createOperationRegistry(
        graph,
        [...releases].map(([name, published]) => ({ app: name, operations: published })),
      );
      return sources;
    },
  };
}

async function complete(operation: Publishable): Promise<OperationSource> {
  const given = typeof operation === 'string' ? { text: operation } : operation;
  const { text } = given;
  if (given.name !== undefined && given.kind !== undefined && given.hash !== undefined) return given as OperationSource;
  const node = getOperationAST(parse(text));
  if (node?.name === undefined)
    throw new Error(`An operation that is published has a name and is alone in its text; this is not: ${text}`);
  return { name: node.name.value, kind: node.operation, hash: await sha256(text), ...given };
}

/** Hex, as clients name operations by. */
async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
