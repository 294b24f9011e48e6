/** Answers come in any order; what was asked last is what is shown. */
import { expect, it } from 'vitest';
import { createGraphClient } from '../graph/graph-client.ts';
import { createSession } from '../session/session.ts';
import { PartsDocument, pump } from '../testing/documents.fixture.ts';
import { createQueryStore } from './query-store.ts';

/** Each request waits for its answer: the position it is of, and the price there. */
function stage() {
  const waiting: ((position: number) => void)[] = [];
  const graph = createGraphClient({
    session: createSession(),
    app: 'shell@1.0.0',
    async fetch() {
      const position = await new Promise<number>((resolve) => waiting.push(resolve));
      const data = { parts: { __typename: 'PartPage', stock: null, items: [pump(position, position)] } };
      return Response.json({ data, extensions: { positions: { catalog: `log.${position}` } } });
    },
  });
  return { graph, waiting };
}

it('an answer that comes after that of a later request does not take it back', async () => {
  const { graph, waiting } = stage();
  const parts = createQueryStore(graph, PartsDocument, { search: null }, {});
  const price = () => parts.snapshot().data?.parts.items[0]?.price;
  const stop = parts.subscribe(() => undefined);
  await expect.poll(() => waiting).toHaveLength(1);
  waiting[0]!(1);
  await expect.poll(() => price()).toBe(1);
  // After one command, and after the next.
  parts.refetch();
  await expect.poll(() => waiting).toHaveLength(2);
  parts.refetch();
  await expect.poll(() => waiting).toHaveLength(3);
  waiting[2]!(3);
  await expect.poll(() => price()).toBe(3);
  waiting[1]!(2);
  await new Promise((resolve) => setTimeout(resolve, 0));
  expect(parts.snapshot()).toMatchObject({ data: { parts: { items: [{ price: 3 }] } }, fetching: false, stale: false });
  stop();
});
