/** A backup of the log is restored under an open page: positions start anew, and so does all it knows. */
import { expect, it } from 'vitest';
import { createQueryStore } from '../query/query-store.ts';
import { createSession } from '../session/session.ts';
import { PartDocument, PartListDocument, PartsDocument, pump, valve, type Part } from '../testing/documents.fixture.ts';
import { createGraphClient } from './graph-client.ts';

/** A product with these parts, on this log; answers wait until they are let through. */
function stage() {
  const world = { log: 'former', position: 9, parts: [pump(100, 3), valve(50, 9)] as readonly Part[] };
  const asked: { name: string; atLeast: string | null }[] = [];
  let gate = Promise.withResolvers<void>();
  gate.resolve();
  const graph = createGraphClient({
    session: createSession(),
    app: 'shell@1.0.0',
    async fetch(_, init) {
      const { operationName: name, variables } = JSON.parse(init?.body as string) as {
        operationName: string;
        variables: { sku?: string };
      };
      asked.push({ name, atLeast: new Headers(init?.headers).get('x-tessera-at-least') });
      await gate.promise;
      const { log, position, parts } = world;
      const part = parts.find(({ sku }) => sku === variables.sku) ?? null;
      const data = name === 'Part' ? { part } : { parts: { __typename: 'PartPage', stock: null, items: parts } };
      return Response.json({ data, extensions: { positions: { catalog: `${log}.${position}` } } });
    },
  });
  const hold = (): (() => void) => {
    gate = Promise.withResolvers();
    return gate.resolve;
  };
  return { world, asked, graph, hold };
}

it('what is watched is asked for anew, and nothing that was known before is shown again', async () => {
  const { world, asked, graph, hold } = stage();
  const list = createQueryStore(graph, PartsDocument, { search: null }, {});
  const names = () => list.snapshot().data?.parts.items.map(({ name, price }) => `${name} ${price}`);
  const stop = list.subscribe(() => undefined);
  const feed = graph.feed(PartListDocument, {});
  // A page that was left: the cache has its answer.
  const left = createQueryStore(graph, PartDocument, { sku: 'VLV-1' }, {});
  const leave = left.subscribe(() => undefined);
  await expect.poll(() => [names(), left.snapshot().data?.part?.name]).toEqual([['Pump 100', 'Valve 50'], 'Valve']);
  leave();
  expect(graph.peek(PartDocument, { sku: 'VLV-1' }, {})).toBeDefined();

  // The backup is from before the valve. The live stream says so first.
  Object.assign(world, { log: 'restored', position: 5, parts: [pump(90, 3)] });
  const letThrough = hold();
  const before = asked.length;
  graph.positions.see('catalog', 'restored.5');
  expect(list.snapshot()).toMatchObject({ fetching: true, stale: true });
  expect(graph.peek(PartDocument, { sku: 'VLV-1' }, {})).toBeUndefined();
  expect(graph.peek(PartsDocument, { search: null }, {})).toBeUndefined();
  letThrough();
  await expect.poll(() => names()).toEqual(['Pump 90']);
  expect(list.snapshot()).toMatchObject({ fetching: false, stale: false });
  expect(asked.slice(before)).toEqual([{ name: 'Parts', atLeast: 'catalog=restored.5' }]);

  // The live stream feeds the cache there is now.
  feed.push({ partList: [{ ...pump(70), version: 'restored.6.gen1' }] });
  await expect.poll(() => names()).toEqual(['Pump 70']);

  // While replicas go over one by one both logs are heard of: that is not each time a reason to ask for everything.
  for (const cursor of ['former.9', 'restored.6', 'former.9', 'restored.7']) graph.positions.see('catalog', cursor);
  expect(asked.length).toBe(before + 1);
  feed.close();
  stop();
  graph.positions.see('catalog', 'third.1');
  expect(asked.length).toBe(before + 1);
});

it('an answer from another log is taken, whatever position of the one before was seen', async () => {
  const { world, asked, graph } = stage();
  graph.positions.see('catalog', 'former.z');
  Object.assign(world, { log: 'restored', position: 2, parts: [pump(90, 2)] });
  const list = createQueryStore(graph, PartsDocument, { search: null }, {});
  const stop = list.subscribe(() => undefined);
  await expect.poll(() => list.snapshot()).toMatchObject({ data: { parts: { items: [{ price: 90 }] } }, stale: false });
  expect(asked[0]).toEqual({ name: 'Parts', atLeast: 'catalog=former.z' });
  expect(graph.positions.header()).toBe('catalog=restored.2');
  stop();
});
