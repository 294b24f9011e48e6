/** A service whose one projection counts: an event changes one of as many documents as there are ids. */
import { z } from 'zod';
import { defineService, event, projection, type ServiceDefinition } from '../../src/index.ts';

export interface CountingOptions {
  /** Of its projection. @default 0 */
  readonly revision?: number;
  /** Documents can be sorted by their count, which costs an index. @default false */
  readonly indexed?: boolean;
}

interface Counter {
  readonly id: string;
  readonly count: number;
  readonly sum: number;
}

export function countingService({ revision = 0, indexed = false }: CountingOptions = {}): ServiceDefinition {
  return defineService({
    name: 'count',
    schema: 'type Query { nothing: String } type Counter { id: ID! count: Int! sum: Int! }',
    events: { Counted: event(1, z.object({ id: z.string(), amount: z.int() })) },
    projections: {
      counters: projection<Counter>({
        type: 'Counter',
        revision,
        ...(indexed ? { indexes: { count: (doc) => doc.count } } : {}),
        on: {
          Counted: (docs, e) => {
            const id = e.data['id'] as string;
            const was = docs.get(id);
            docs.put(id, { id, count: (was?.count ?? 0) + 1, sum: (was?.sum ?? 0) + (e.data['amount'] as number) });
          },
        },
      }),
    },
    resolvers: { Query: { nothing: () => null } },
  });
}
