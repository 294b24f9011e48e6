/** What a release recorded is in the log for good: what comes after it reads that, also when it is live no more. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createConsole, gateway, type Console } from '../../testing/console.ts';
import { serviceContract } from '../../testing/small-product.ts';

let desk: Console;
beforeEach(() => {
  desk = createConsole();
});
afterEach(() => desk.close());

const module = 'orders-service';
const event = (properties: object, more: object = {}) => ({
  version: 1,
  schema: { type: 'object', properties, required: Object.keys(properties), additionalProperties: false },
  ...more,
});
const words = { type: 'string' };
const count = { type: 'integer' };
const placed = event({ number: words });
/** The same name and version of an event, for two things that have nothing in common. */
const gifted = { to: event({ to: words }), amount: event({ amount: count }) };
const cast = {
  version: 2,
  from: { 1: { schema: gifted.to.schema, up: [{ op: 'default', path: 'amount', value: 0 }] } },
};

const publish = (version: string, events: object) =>
  desk.publish(module, version, {
    kind: 'service',
    team: 'orders',
    contract: { ...serviceContract('orders', 'type Query { orders: Int }'), events },
  });
const promote = (version: string, more: object = {}) => desk.mutate('promote', { module, version, ...more });
/** Ends a canary, or returns to what was live before; also from a release that records an event that nobody knew before. */
const back = async () => expect(await desk.mutate('rollback', { module })).toMatchObject({ problem: null });

describe('an event that is recorded once more in another form, under the same version, is refused', () => {
  beforeEach(async () => {
    await publish('1.0.0', { OrderPlaced: placed });
    await publish('1.1.0', { OrderPlaced: placed, OrderGifted: gifted.to });
    await publish('1.2.0', { OrderPlaced: placed, OrderGifted: gifted.amount });
    await publish('1.3.0', { OrderPlaced: placed, OrderGifted: event({ to: words, amount: count }, cast) });
    await publish('1.4.0', { OrderPlaced: placed });
    await publish('1.0.1', { OrderPlaced: placed });
    await promote('1.0.0');
  });

  async function onlyReadersGoLive(): Promise<void> {
    const { verdict, problem } = await promote('1.2.0');
    expect(verdict?.refusals.map(({ code }) => code)).toEqual(['EVENT_UNREADABLE_IN_LOG']);
    for (const words of [
      'orders-service@1.1.0 and orders-service@1.2.0 (candidate): orders.OrderGifted amount is recorded there, and cannot be read here',
      'count the version up and add a cast from the one that was recorded',
    ])
      expect(problem?.message).toContain(words);
    // The next one counted the version up.
    expect(await promote('1.3.0')).toMatchObject({ problem: null });
  }

  test('after a rollback', async () => {
    await promote('1.1.0');
    await back();
    await onlyReadersGoLive();
  });

  test('after a canary that ended', async () => {
    await promote('1.1.0', { share: 10 });
    await back();
    await onlyReadersGoLive();
  });

  test('after a kill', async () => {
    await promote('1.1.0');
    await desk.mutate('kill', { module, version: '1.1.0' });
    await onlyReadersGoLive();
  });

  test('when the service comes back after its retirement', async () => {
    await promote('1.1.0');
    await desk.mutate('retire', { module });
    await onlyReadersGoLive();
  });

  test('after a preview', async () => {
    const open = 'mutation ($input: OpenPreviewInput!) { openPreview(input: $input) { problem { code } } }';
    const services = [{ module, version: '1.1.0', digest: 'sha384-x' }];
    const preview = { id: 'p1', team: 'orders', expires: '2026-11-24T08:00:00.000Z', services };
    await desk.ask(open, { input: { commandId: 'p1', ...preview } }, gateway);
    await onlyReadersGoLive();
  });

  test('after a killed one’s place was taken by a release that was rolled back, too', async () => {
    await desk.mutate('kill', { module, version: '1.0.0', replaceBy: '1.1.0' });
    await promote('1.0.1');
    await desk.mutate('kill', { module, version: '1.1.0' });
    await onlyReadersGoLive();
  });

  test('but not in an environment where it was never recorded', async () => {
    await promote('1.1.0');
    await back();
    expect(await promote('1.2.0', { environment: 'staging' })).toMatchObject({ problem: null });
  });

  test('and what has no such event passes it over', async () => {
    await promote('1.1.0');
    await back();
    expect(await promote('1.4.0')).toMatchObject({ problem: null });
  });
});
