/** The whole of a virtual platform on small services: graph, reactions, history, faults, sessions, positions. */
import { afterEach, describe, expect, it } from 'vitest';
import {
  createManualClock,
  createVirtualPlatform,
  type VirtualPlatform,
  type VirtualPlatformOptions,
} from './index.ts';
import { kiosk } from './sample/kiosk.ts';
import { kitchen } from './sample/kitchen.ts';
import { kioskScenarios, kitchenScenarios } from './sample/scenarios.ts';

const ada = { id: 'ada', name: 'Ada', roles: ['customer'] };
const order =
  'mutation Order($commandId: ID!, $dish: String!) { order(commandId: $commandId, dish: $dish) { ticket { id status code } position problem { code } } }';
const platforms: VirtualPlatform[] = [];
function start(options: Partial<VirtualPlatformOptions> = {}): VirtualPlatform {
  const scenarios = [kioskScenarios, kitchenScenarios];
  const platform = createVirtualPlatform({ services: [kiosk, kitchen], scenarios, user: ada, reaction: 0, ...options });
  platforms.push(platform);
  return platform;
}
afterEach(async () => {
  for (const platform of platforms.splice(0)) {
    expect(await platform.parked()).toEqual([]);
    await platform.close();
  }
});

const post = (platform: VirtualPlatform, body: unknown, headers: Record<string, string> = {}) =>
  platform.fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
const types = async (platform: VirtualPlatform) => (await platform.events()).map(({ type }) => type);

interface Ordered {
  readonly order: { readonly ticket: { readonly id: string; readonly code: string }; readonly position: string };
}
const placeOrder = async (platform: VirtualPlatform, commandId = 'c-1') =>
  (await platform.execute<Ordered>({ query: order, variables: { commandId, dish: 'soup' } })).data!.order;

describe('services and their reactions', () => {
  it('a command of one service is reacted to by another, and its fields are joined in one answer', async () => {
    const platform = start();
    const { ticket } = await placeOrder(platform);
    await platform.whenIdle();
    expect(await types(platform)).toEqual(['Ordered', 'Cooked', 'Served']);
    const answer = await platform.execute({
      query: 'query One($id: ID!) { ticket(id: $id) { status guest meal { cook } } }',
      variables: { id: ticket.id },
    });
    expect(answer.data).toEqual({ ticket: { status: 'SERVED', guest: 'ada', meal: { cook: 'Remy' } } });
    expect(Object.keys(answer.extensions!['positions'] as object).sort()).toEqual(['kiosk', 'kitchen']);
  });

  it('the answer of a command comes before what others make of it, on a clock that is moved by hand', async () => {
    const clock = createManualClock();
    const platform = start({ clock, reaction: 30 });
    await placeOrder(platform);
    expect(await types(platform)).toEqual(['Ordered']);
    await clock.advance(29);
    expect(await types(platform)).toEqual(['Ordered']);
    await clock.advance(1);
    expect(await types(platform)).toEqual(['Ordered', 'Cooked']);
    await clock.advance(30);
    expect(await types(platform)).toEqual(['Ordered', 'Cooked', 'Served']);
    expect((await platform.events()).map(({ time }) => Date.parse(time) - Date.UTC(2026, 0, 5, 8))).toEqual([
      0, 30, 60,
    ]);
  });

  it('the same seed leads to the same numbers, another to others, whatever the latency', async () => {
    const codes = async (options: Partial<VirtualPlatformOptions>) => {
      const platform = start(options);
      return [await placeOrder(platform, 'c-1'), await placeOrder(platform, 'c-2')].map(({ ticket }) => ticket.code);
    };
    const first = await codes({ seed: 4 });
    expect(await codes({ seed: 4, latency: { min: 0, max: 1 } })).toEqual(first);
    expect(await codes({ seed: 5 })).not.toEqual(first);
  });

  it('the same command id is carried out once', async () => {
    const platform = start();
    await placeOrder(platform);
    await placeOrder(platform);
    await platform.whenIdle();
    expect(await types(platform)).toEqual(['Ordered', 'Cooked', 'Served']);
  });
});

describe('history and scenarios', () => {
  it('what is given is folded and not reacted to; what happens then is', async () => {
    const platform = start({ given: 'lunch' });
    await platform.whenIdle();
    expect(await types(platform)).toEqual(['Ordered', 'Ordered', 'Served', 'Cooked']);
    expect((await platform.events()).every(({ history }) => history)).toBe(true);
    await placeOrder(platform);
    await platform.whenIdle();
    expect((await types(platform)).slice(4)).toEqual(['Ordered', 'Cooked', 'Served']);
    const all = await platform.execute({ query: '{ tickets { id status meal { cook } } }' });
    expect(all.data!['tickets']).toHaveLength(3);
    expect(all.data!['tickets']).toContainEqual({ id: 't-2', status: 'ORDERED', meal: null });
  });

  it('a scenario is played event by event into a running world, as history', async () => {
    const platform = start();
    expect(await platform.play('late-guest', { stepwise: true })).toEqual({
      scenario: 'late-guest',
      last: null,
      played: 0,
      left: 2,
    });
    const status = async () => (await platform.execute({ query: '{ ticket(id: "t-9") { status } }' })).data;
    expect(await status()).toEqual({ ticket: null });
    expect(await platform.step()).toMatchObject({ last: { type: 'Ordered' }, played: 1, left: 1 });
    expect(await status()).toEqual({ ticket: { status: 'ORDERED' } });
    expect(await platform.step(5)).toMatchObject({ last: { type: 'Served' }, played: 2, left: 0 });
    expect(await status()).toEqual({ ticket: { status: 'SERVED' } });
    await platform.whenIdle();
    expect(await types(platform)).toEqual(['Ordered', 'Served']);
  });

  it('a scenario played to be reacted to is', async () => {
    const platform = start();
    await platform.play('late-guest', { react: true });
    await platform.whenIdle();
    expect(await types(platform)).toEqual(['Ordered', 'Served', 'Cooked']);
  });

  it('refuses, by name, events that have drifted from their service, and scenarios there are not', async () => {
    const event = {
      stream: 'ev.kiosk.ticket.t-1',
      type: 'Ordered',
      data: { id: 't-1', guest: 'ada', dish: 7, code: '1' },
    };
    expect(() => start({ given: [event] })).toThrow(
      /given, event 1 \(Ordered on ev\.kiosk\.ticket\.t-1\): data\.dish: /,
    );
    expect(() => start({ given: [{ ...event, type: 'Eaten' }] })).toThrow(
      '"kiosk" has no such event; it has Ordered, Served.',
    );
    expect(() => start({ given: 'dinner' })).toThrow('there is no scenario "dinner"; there are: lunch, late-guest');
    await expect(start().play('dinner')).rejects.toThrow('There is no scenario "dinner"');
    await expect(start().step()).rejects.toThrow('Nothing is on the stage');
  });

  it('holds events of services that are not hosted against what the hosted ones expect of them', () => {
    const event = { stream: 'ev.kitchen.meal.t-1', type: 'Cooked', data: { cook: 'Remy' } };
    expect(() => start({ services: [kiosk], given: [event] })).toThrow(/data\.ticket/);
    expect(() => start({ services: [kiosk], given: [{ ...event, data: { ticket: 't-1' } }] })).not.toThrow();
  });
});

describe('faults', () => {
  const one = '{ ticket(id: "t-1") { dish meal { cook } } }';

  it('a service that is down costs its own fields only, and its owner is named', async () => {
    const platform = start({ given: 'lunch', owners: { kitchen: { team: 'Back of house', contact: '#pans' } } });
    platform.faults.down('kitchen');
    const answer = await platform.execute({ query: one });
    expect(answer.data).toEqual({ ticket: { dish: 'soup', meal: null } });
    expect(answer.errors).toMatchObject([
      {
        path: ['ticket', 'meal'],
        extensions: {
          code: 'SERVICE_UNAVAILABLE',
          service: 'kitchen',
          owner: { team: 'Back of house', contact: '#pans' },
        },
      },
    ]);
    platform.faults.up('kitchen');
    expect((await platform.execute({ query: one })).errors).toBeUndefined();
  });

  it('a service that is down does not react, and catches up when it is back; whenIdle waits for neither', async () => {
    const platform = start({ faults: { down: ['kitchen'] } });
    await placeOrder(platform);
    await platform.whenIdle();
    expect(await types(platform)).toEqual(['Ordered']);
    platform.faults.up('kitchen');
    await platform.whenIdle();
    expect(await types(platform)).toEqual(['Ordered', 'Cooked', 'Served']);
  });

  it('a service fails with a code, as often as it is told to', async () => {
    const platform = start({
      given: 'lunch',
      faults: { fail: { kiosk: { code: 'OUT_OF_PAPER', times: 1, kind: 'query' } } },
    });
    const codes = async () =>
      (await platform.execute({ query: one })).errors?.map(({ extensions }) => extensions!['code']);
    expect(await codes()).toEqual(['OUT_OF_PAPER']);
    expect(await codes()).toBeUndefined();
  });

  it('a slow service answers late, and one that dies meanwhile not at all', async () => {
    const clock = createManualClock();
    const platform = start({ given: 'lunch', clock });
    platform.faults.slow('kiosk', 500);
    let answered = false;
    const answer = platform.execute({ query: one }).finally(() => (answered = true));
    await clock.advance(499);
    expect(answered).toBe(false);
    await clock.advance(1);
    expect((await answer).errors).toBeUndefined();
    const second = platform.execute({ query: one });
    await clock.advance(100);
    platform.faults.down('kiosk');
    expect((await second).errors![0]!.extensions!['code']).toBe('SERVICE_UNAVAILABLE');
  });

  it('names the services there are when asked for one there is not', () => {
    expect(() => start().faults.down('bar')).toThrow('there are kiosk, kitchen');
  });
});

describe('the gateway it stands for', () => {
  it('answers a published operation by its hash, and free text only where that is allowed', async () => {
    const platform = start({ freeText: false, given: 'lunch' });
    const [operation] = await platform.publish(['query One($id: ID!) { ticket(id: $id) { dish } }']);
    const byHash = (sha256Hash: string) => ({
      variables: { id: 't-1' },
      extensions: { persistedQuery: { version: 1, sha256Hash } },
    });
    expect(await (await post(platform, byHash(operation!.hash))).json()).toMatchObject({
      data: { ticket: { dish: 'soup' } },
    });
    expect((await platform.execute({ operation: 'One', variables: { id: 't-2' } })).data).toEqual({
      ticket: { dish: 'stew' },
    });
    const code = async (body: unknown) =>
      ((await (await post(platform, body)).json()) as { errors: { extensions: { code: string } }[] }).errors[0]!
        .extensions.code;
    expect(await code(byHash('a'.repeat(64)))).toBe('PERSISTED_OPERATION_UNKNOWN');
    expect(await code({ query: '{ tickets { id } }' })).toBe('PERSISTED_ONLY');
    expect(await code({})).toBe('OPERATION_MISSING');
  });

  it('publishes nothing that does not hold on the graph, and says what', async () => {
    const platform = start();
    await expect(
      platform.publish(['query Good { tickets { id } }', 'query Bad { ticket(id: "1") { xyzzy } }']),
    ).rejects.toThrow('- Bad: Cannot query field "xyzzy" on type "Ticket".');
    await expect(platform.execute({ operation: 'Good' })).rejects.toThrow('published: nothing yet');
    await expect(platform.publish(['subscription L { tickets { id meal { cook } } }'])).rejects.toThrow(
      '"kiosk" itself keeps',
    );
  });

  it('masks what nobody meant to happen, tells onUnexpected, and says the correlation id', async () => {
    const unexpected: unknown[] = [];
    const platform = start({ onUnexpected: (error) => unexpected.push(error) });
    const response = await post(platform, { query: '{ broken }' }, { 'x-correlation-id': 'a-click-of-ada' });
    const answer = JSON.stringify(await response.json());
    expect(answer).not.toContain('recipe');
    expect(answer).toContain('a-click-of-ada');
    expect(String(unexpected[0])).toContain('recipe');
  });

  it('knows who is signed in, lets them leave, and then answers 401', async () => {
    const platform = start();
    expect(await (await platform.fetch('/auth/session')).json()).toMatchObject({ user: ada });
    expect((await platform.fetch('/auth/sign-out', { method: 'POST' })).status).toBe(204);
    for (const response of [
      await platform.fetch('/auth/session'),
      await post(platform, { query: '{ tickets { id } }' }),
    ]) {
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ code: 'SESSION_EXPIRED', correlationId: expect.any(String) });
    }
    platform.signIn({ ...ada, id: 'bea' });
    expect(await (await platform.fetch('/auth/session')).json()).toMatchObject({ user: { id: 'bea' } });
  });

  it('waits for the position the client has seen', async () => {
    const platform = start();
    const { position } = await placeOrder(platform);
    const seen = await post(platform, { query: '{ tickets { id } }' }, { 'x-tessera-at-least': `kiosk=${position}` });
    expect(await seen.json()).toMatchObject({ data: { tickets: [{}] } });
    const odd = await post(platform, { query: '{ tickets { id } }' }, { 'x-tessera-at-least': 'kiosk' });
    expect([odd.status, await odd.json()]).toMatchObject([400, { code: 'BAD_AT_LEAST' }]);
  });

  it('hands other addresses on, or says there is nothing', async () => {
    const nothing = await start().fetch('/elsewhere');
    expect([nothing.status, await nothing.json()]).toMatchObject([404, { code: 'NOT_FOUND' }]);
    const platform = start({
      passthrough: (request) => new Response(new URL(request.url).pathname),
      composition: (user) => ({ for: user?.id }),
    });
    expect(await (await platform.fetch('/elsewhere')).text()).toBe('/elsewhere');
    expect(await (await platform.fetch('/composition.json')).json()).toEqual({ for: 'ada' });
    expect((await platform.fetch('/graphql')).status).toBe(405);
    expect((await platform.fetch('/graphql', { method: 'POST', body: '{}' })).status).toBe(415);
  });

  it('takes its time, and gives up when it is told to', async () => {
    const clock = createManualClock();
    const platform = start({ clock, latency: 200 });
    let answered = false;
    const answer = post(platform, { query: '{ tickets { id } }' }).finally(() => (answered = true));
    await clock.advance(199);
    expect(answered).toBe(false);
    await clock.advance(1);
    expect((await answer).status).toBe(200);
    const leaving = new AbortController();
    const left = platform.fetch('/auth/session', { signal: leaving.signal });
    leaving.abort();
    await expect(left).rejects.toThrow(/abort/i);
  });
});
