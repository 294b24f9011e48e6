import { expect, it } from 'vitest';
import { encodeCursor } from '@tessera/event-log';
import type { GatewayClient } from '../gateway/gateway-client.ts';
import type { Context } from './context.ts';
import { untilTaken } from './until-taken.ts';

const output: Partial<Context['output']> = { say: () => expect.unreachable('nothing was long enough for a word') };
const context = { output } as Partial<Context> as Context;

const at = (position: number, epoch = 'e1') => encodeCursor({ epoch, position });

/** Answers with each revision in turn, and with the last for ever. */
function gateway(revisions: readonly (string | null)[], environment = 'production') {
  let asked = 0;
  const get = (): Promise<Response> =>
    Promise.resolve(
      Response.json({ environment, revision: revisions[Math.min(asked++, revisions.length - 1)], services: {} }),
    );
  return { client: { url: 'http://gateway', get } as Partial<GatewayClient> as GatewayClient, asked: () => asked };
}

const wait = (client: GatewayClient, patience?: number) =>
  untilTaken(context, client, {
    revision: at(7),
    environment: 'production',
    ...(patience === undefined ? {} : { patience }),
  });

it('waits while the gateway serves by an older composition, and by none', async () => {
  const { client, asked } = gateway([null, at(6), at(6), at(7), at(6)]);
  await wait(client);
  expect(asked()).toBe(4);
});

it('a newer one has it too', async () => {
  const { client, asked } = gateway([at(9)]);
  await wait(client);
  expect(asked()).toBe(1);
});

it.each([
  ['another environment', gateway([at(6)], 'staging')],
  ['positions of another log', gateway([at(3, 'e2')])],
])('does not wait for %s', async (_, { client, asked }) => {
  await wait(client);
  expect(asked()).toBe(1);
});

it('says what it waited for, and who knows more, when the gateway never takes it', async () => {
  const { client } = gateway([at(6)]);
  await expect(wait(client, 100)).rejects.toMatchObject({
    code: 'NOT_SERVED',
    message: 'It is recorded, but the gateway at http://gateway does not serve by it',
    why: `after 0.1 s it still serves composition ${at(6)}, not ${at(7)}`,
    advice: expect.stringContaining('tessera doctor') as string,
  });
});
