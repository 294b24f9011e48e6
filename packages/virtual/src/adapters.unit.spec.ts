/** The thin adapters: Mock Service Worker and a replaced fetch, each in front of a whole platform. */
import { http } from 'msw';
import { setupServer } from 'msw/node';
import { afterEach, expect, it } from 'vitest';
import { installVirtualFetch, virtualFetch } from './fetch/index.ts';
import { createVirtualPlatform, type VirtualPlatform } from './index.ts';
import { mswHandlers } from './msw/index.ts';
import { kiosk, type TicketDocument } from './sample/kiosk.ts';
import { kitchen } from './sample/kitchen.ts';
import { kioskScenarios } from './sample/scenarios.ts';
import { watch } from './sample/watch.ts';

const ada = { id: 'ada', name: 'Ada', roles: ['customer'] };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function start(): Promise<{ platform: VirtualPlatform; hash: string }> {
  const scenarios = [kioskScenarios];
  const platform = createVirtualPlatform({ services: [kiosk, kitchen], scenarios, given: 'late-guest', user: ada });
  closing.push(() => platform.close());
  const [live] = await platform.publish([
    'subscription Tickets($guest: String) { tickets(guest: $guest) { id status } }',
  ]);
  return { platform, hash: live!.hash };
}
const post = (body: object) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const query = { query: '{ tickets { id status } }' };
const order = { query: 'mutation { order(commandId: "c-1", dish: "soup") { ticket { id } } }' };

it('Mock Service Worker hands the gateway’s addresses to the platform, streams included', async () => {
  const { platform, hash } = await start();
  const server = setupServer(...(await mswHandlers(platform)));
  server.listen({ onUnhandledFrame: 'error' });
  closing.push(() => server.close());
  const answer = await fetch('http://shop.invalid/graphql', post(query));
  expect(await answer.json()).toMatchObject({ data: { tickets: [{ id: 't-9', status: 'SERVED' }] } });
  expect(await (await fetch('http://shop.invalid/auth/session')).json()).toMatchObject({ user: ada });

  const watched = watch<TicketDocument>({ url: 'http://shop.invalid/live', hash, variables: { guest: 'ada' } });
  closing.push(() => watched.close());
  await watched.until(({ state }) => state === 'live');
  await fetch('http://shop.invalid/graphql', post(order));
  await watched.until(
    ({ documents }) => [...documents.values()].map(({ status }) => status).join() === 'SERVED,SERVED',
  );
});

it('only an origin’s own addresses are taken, when one is named', async () => {
  const { platform } = await start();
  const elsewhere = http.all('*', () => new Response('elsewhere'));
  const server = setupServer(...(await mswHandlers(platform, { origin: 'http://shop.invalid' })), elsewhere);
  server.listen();
  closing.push(() => server.close());
  expect((await fetch('http://shop.invalid/graphql', post(query))).status).toBe(200);
  expect(await (await fetch('http://other.invalid/graphql', post(query))).text()).toBe('elsewhere');
});

it('a fetch answers the gateway’s addresses and hands the rest on; installed, it can be taken out again', async () => {
  const { platform } = await start();
  const asked: string[] = [];
  const elsewhere: typeof fetch = async (input) => {
    asked.push(String(input));
    return new Response('elsewhere');
  };
  const ours = virtualFetch(platform, elsewhere);
  expect((await ours('/graphql', post(query))).status).toBe(200);
  expect(await (await ours('http://shop.invalid/logo.svg')).text()).toBe('elsewhere');
  expect(asked).toEqual(['http://shop.invalid/logo.svg']);

  const former = globalThis.fetch;
  const restore = installVirtualFetch(platform);
  closing.push(restore);
  expect((await fetch(new Request('http://shop.invalid/graphql', post(query)))).status).toBe(200);
  restore();
  expect(globalThis.fetch).toBe(former);
});
