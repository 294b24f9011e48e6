/** A service with one document per event, as a process: `COUNT_REVISION` is its projection's revision. */
import { z } from 'zod';
import { defineService, event, projection } from '../../src/index.ts';
import { runService } from '../../src/node/index.ts';

interface Counter {
  readonly id: string;
  readonly count: number;
  readonly sum: number;
}

await runService(
  defineService({
    name: 'count',
    schema: 'type Query { nothing: String } type Counter { id: ID! count: Int! sum: Int! }',
    events: { Counted: event(1, z.object({ id: z.string(), amount: z.int() })) },
    projections: {
      counters: projection<Counter>({
        type: 'Counter',
        revision: Number(process.env['COUNT_REVISION'] ?? 0),
        indexes: { count: (doc) => doc.count },
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
  }),
);
