/** The live stream of a virtual platform, as the real client reads it. */
import { afterEach, describe, expect, it } from 'vitest';
import { createVirtualPlatform, type VirtualPlatform, type VirtualPlatformOptions } from './index.ts';
import { kiosk, type TicketDocument } from './sample/kiosk.ts';
import { kitchen } from './sample/kitchen.ts';
import { kioskScenarios, kitchenScenarios } from './sample/scenarios.ts';
import { watch, type Watched } from './sample/watch.ts';

const ada = { id: 'ada', name: 'Ada', roles: ['customer'] };
const closing: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of closing.splice(0).reverse()) await each.close();
});
const tickets = 'subscription Tickets($guest: String) { tickets(guest: $guest) { id dish status } }';
const meals = 'subscription Meals { meals { ticket cook } }';
const order = 'mutation Order { order(commandId: "c-1", dish: "soup") { ticket { id } } }';

async function start(options: Partial<VirtualPlatformOptions> = {}) {
  const scenarios = [kioskScenarios, kitchenScenarios];
  const platform = createVirtualPlatform({ services: [kiosk, kitchen], scenarios, user: ada, reaction: 0, ...options });
  closing.push(platform);
  const [ofTickets, ofMeals] = await platform.publish([tickets, meals]);
  return { platform, tickets: ofTickets!.hash, meals: ofMeals!.hash };
}
function open<Document = TicketDocument>(
  platform: VirtualPlatform,
  hash: string,
  variables: Readonly<Record<string, unknown>> = { guest: 'ada' },
): Watched<Document> {
  const watched = watch<Document>({ fetch: (input, init) => platform.fetch(input as string, init), hash, variables });
  closing.push(watched);
  return watched;
}
const statusOf = (watched: Watched<TicketDocument>) =>
  [...(watched.update?.documents.values() ?? [])].map(({ status }) => status);

describe('a live stream', () => {
  it('starts with what is there, and goes on with what is ordered and what others make of it', async () => {
    const { platform, tickets } = await start({ given: 'lunch' });
    const watched = open(platform, tickets);
    const first = await watched.until(({ state }) => state === 'live');
    expect([...first.documents]).toEqual([['t-1', { id: 't-1', dish: 'soup', status: 'SERVED' }]]);
    await platform.execute({ query: order });
    await watched.until(
      ({ documents }) => documents.size === 2 && [...documents.values()].every(({ status }) => status === 'SERVED'),
    );
  });

  it('shows a scenario that is played, step by step', async () => {
    const { platform, tickets } = await start();
    const watched = open(platform, tickets);
    await watched.until(({ state }) => state === 'live');
    await platform.play('late-guest', { stepwise: true });
    await platform.step();
    await watched.until(() => statusOf(watched).join() === 'ORDERED');
    await platform.step();
    await watched.until(() => statusOf(watched).join() === 'SERVED');
  });

  it("refuses other people's documents and operations nobody published, each by its code", async () => {
    const { platform, tickets } = await start();
    const others = await open(platform, tickets, { guest: 'ben' }).until(({ problem }) => problem !== null);
    expect(others.problem).toMatchObject({ code: 'FORBIDDEN', service: 'kiosk', owner: { team: 'kiosk' } });
    const unknown = await open(platform, 'f'.repeat(64)).until(({ problem }) => problem !== null);
    expect(unknown.documents.size).toBe(0);
  });

  it('goes stale for the service that is down only, keeps its view, and catches up', async () => {
    const { platform, tickets, meals } = await start({ given: 'lunch' });
    const ofTickets = open(platform, tickets);
    const ofMeals = open<{ ticket: string }>(platform, meals, {});
    await ofTickets.until(({ state }) => state === 'live');
    await ofMeals.until(({ state }) => state === 'live');
    platform.faults.down('kitchen');
    const stale = await ofMeals.until(({ state }) => state === 'stale');
    expect(stale.documents.size).toBe(1);
    expect(stale.problem).toMatchObject({ service: 'kitchen', owner: { team: 'kitchen' } });
    await platform.execute({ query: order });
    await ofTickets.until(() => statusOf(ofTickets).includes('ORDERED'));
    expect(ofTickets.update!.state).toBe('live');
    platform.faults.up('kitchen');
    await ofMeals.until(({ state, documents }) => state === 'live' && documents.size === 2);
    await ofTickets.until(() => statusOf(ofTickets).join() === 'SERVED,SERVED');
  });

  it('ends when its user signs out, and the next attempt is refused with 401', async () => {
    const { platform, tickets } = await start();
    const watched = open(platform, tickets);
    await watched.until(({ state }) => state === 'live');
    platform.signIn(null);
    await watched.untilStatus('signed-out');
    expect(watched.status.problem).toMatchObject({ code: 'SESSION_EXPIRED' });
  });

  it('is refused with a code and a correlation id when the request is malformed', async () => {
    const { platform } = await start();
    const headers = { 'content-type': 'application/json', 'x-correlation-id': 'a-click-of-ada' };
    const response = await platform.fetch('/live', { method: 'POST', headers, body: '{"subscriptions": 1}' });
    expect([response.status, await response.json()]).toEqual([
      400,
      { code: 'BAD_REQUEST', message: expect.stringContaining('subscriptions'), correlationId: 'a-click-of-ada' },
    ]);
    expect((await platform.fetch('/live')).status).toBe(405);
    expect((await platform.fetch('/live', { method: 'POST', body: '{}' })).status).toBe(415);
  });

  it('ends with the platform', async () => {
    const { platform, tickets } = await start();
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ subscriptions: [{ id: '1', hash: tickets, variables: { guest: 'ada' } }] });
    const response = await platform.fetch('/live', { method: 'POST', headers, body });
    await platform.close();
    expect(await response.text()).toContain('SHUTTING_DOWN');
    await expect(platform.fetch('/auth/session')).rejects.toThrow('closed');
  });
});
