/** A service whose one projection counts: `documents` different ones, so that an event changes one of so many. */
import { z } from 'zod';
import { defineService, event, projection, type ServiceDefinition } from '../../../packages/service-kit/src/index.ts';

interface Counter {
  readonly id: string;
  readonly count: number;
  readonly sum: number;
}

export const countingService: ServiceDefinition = defineService({
  name: 'count',
  schema: 'type Query { nothing: String } type Counter { id: ID! count: Int! sum: Int! }',
  events: { Counted: event(1, z.object({ id: z.string(), amount: z.int() })) },
  projections: {
    counters: projection<Counter>({
      type: 'Counter',
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
