/** In a page: services, graph and live stream without a single request leaving it. */
import { createLiveClient, type LiveUpdate } from '@tessera/live/client';
import { afterEach, expect, it, vi } from 'vitest';
import { createVirtualPlatform } from './index.ts';
import { kiosk, type TicketDocument } from './sample/kiosk.ts';
import { kitchen } from './sample/kitchen.ts';
import { kioskScenarios, kitchenScenarios } from './sample/scenarios.ts';

const ada = { id: 'ada', name: 'Ada', roles: ['customer'] };
afterEach(() => vi.restoreAllMocks());

it('an order placed in the page reaches its live list, cooked by the neighbour; the network stays quiet', async () => {
  const network = vi.spyOn(globalThis, 'fetch').mockRejectedValue(new Error('The network was asked.'));
  const requests = (): number => performance.getEntriesByType('resource').length;
  const before = requests();

  const scenarios = [kioskScenarios, kitchenScenarios];
  const platform = createVirtualPlatform({ services: [kiosk, kitchen], scenarios, given: 'lunch', user: ada });
  const [live, order] = await platform.publish([
    'subscription Tickets($guest: String) { tickets(guest: $guest) { id dish status } }',
    'mutation Order($dish: String!) { order(commandId: "c-1", dish: $dish) { ticket { id status meal { cook } } } }',
  ]);
  const client = createLiveClient({
    url: '/live',
    app: () => 'app@1.0.0',
    fetch: (...args) => platform.fetch(args[0] as string, args[1]),
  });
  const seen: string[] = [];
  const served = new Promise<LiveUpdate<TicketDocument>>((resolve) => {
    client.subscribe<TicketDocument>({ name: 'Tickets', hash: live!.hash, variables: { guest: 'ada' } }, (update) => {
      const soup = [...update.documents.values()].find(({ dish }) => dish === 'pie');
      if (soup !== undefined && seen.at(-1) !== soup.status) seen.push(soup.status);
      if (soup?.status === 'SERVED') resolve(update);
    });
  });
  const ready = new Promise<void>((resolve) => void client.onStatus(({ state }) => state === 'live' && resolve()));
  await ready;

  const response = await platform.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-tessera-app': 'app@1.0.0' },
    body: JSON.stringify({
      variables: { dish: 'pie' },
      extensions: { persistedQuery: { version: 1, sha256Hash: order!.hash } },
    }),
  });
  // Whether the neighbour has cooked by now is its own affair: on a busy machine it may have.
  expect(await response.json()).toMatchObject({ data: { order: { ticket: { status: 'ORDERED' } } } });
  const { documents } = await served;
  expect(documents.size).toBe(2);
  expect(seen.at(-1)).toBe('SERVED');
  const answer = await platform.execute({ query: '{ tickets { dish meal { cook } } }' });
  expect(answer.data!['tickets']).toContainEqual({ dish: 'pie', meal: { cook: 'Remy' } });

  expect(network).not.toHaveBeenCalled();
  expect(requests()).toBe(before);
  client.close();
  await platform.close();
});

it('answers for its own origin only', async () => {
  const platform = createVirtualPlatform({ services: [kiosk, kitchen], user: ada });
  expect(platform.handles('/graphql')).toBe(true);
  expect(platform.handles(`${location.origin}/live`)).toBe(true);
  expect(platform.handles('https://elsewhere.invalid/graphql')).toBe(false);
  expect(platform.handles('/logo.svg')).toBe(false);
  await platform.close();
});
