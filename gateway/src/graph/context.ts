import type { PositionCollector } from '@tessera/graph';
import type { Logger } from 'pino';
import type { RequestIdentity } from '../services/service-client.ts';
import type { Outcomes } from './outcomes.ts';

/** What an operation carries through the graph to the services. */
export interface GraphContext {
  readonly identity: RequestIdentity;
  readonly atLeast: ReadonlyMap<string, string>;
  readonly positions: PositionCollector;
  readonly outcomes: Outcomes;
  readonly log: Logger;
  /** Aborts when the client has gone (queries only) or the time limit has passed. */
  readonly signal: AbortSignal;
}
