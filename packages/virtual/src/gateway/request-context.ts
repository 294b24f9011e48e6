import type { User } from '@tessera/service-kit';
import type { PositionCollector } from '@tessera/graph';

/** What an operation carries through the graph to the services. */
export interface RequestContext {
  readonly user: User | null;
  readonly correlationId: string;
  /** Service → cursor. */
  readonly atLeast: ReadonlyMap<string, string>;
  readonly positions: PositionCollector;
}
