/** What the graph needs of a service: its contract, whom to name when it fails, and a way to ask it. */
import type { GraphQLFormattedError } from 'graphql';

export interface Owner {
  readonly team: string;
  readonly contact: string;
}

/** One GraphQL request to one service. */
export interface ServiceRequest {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly kind: 'query' | 'mutation';
}

export interface ServiceAnswer {
  readonly data?: unknown;
  readonly errors?: readonly GraphQLFormattedError[];
  readonly extensions?: Readonly<Record<string, unknown>>;
}

/**
 * A service as the graph sees it. `execute` is called once per request that stitching makes of an operation (sub-requests
 * of one turn are batched); it rejects when the service cannot be reached, and the graph turns that into
 * `SERVICE_UNAVAILABLE` on the fields that wanted it. `context` is the one handed to `GraphRuntime.execute`.
 */
export interface GraphService<Context = unknown> {
  readonly name: string;
  /** SDL with stitching directives; may come from a cached contract, the service need not be up. */
  readonly schema: string;
  /** `Type.field` of fields that have a resolver: a live operation may not select them. */
  readonly computed?: readonly string[];
  /** Subscription field → projection; fields that are absent cannot be subscribed to. */
  readonly live?: Readonly<Record<string, { readonly projection: string; readonly type: string }>>;
  readonly owner?: Owner;
  execute(request: ServiceRequest, context: Context): Promise<ServiceAnswer>;
}
