import { describe, expect, it } from 'vitest';
import { createGatewayClient } from './gateway-client.ts';

const away = {
  errors: [{ message: 'The releases service does not answer.', extensions: { code: 'SERVICE_UNAVAILABLE' } }],
};
const done = { data: { result: { problem: null } } };

function clientAnswering(...answers: readonly object[]) {
  const sent: string[] = [];
  const fetch = ((_url: URL, init: RequestInit) => {
    sent.push(String(init.body));
    return Promise.resolve(Response.json(answers[Math.min(sent.length, answers.length) - 1]));
  }) as typeof globalThis.fetch;
  return { sent, client: createGatewayClient({ url: 'http://gateway', fetch, restarts: [0, 0] }) };
}

describe('a service that is away for a moment', () => {
  it('gets the same command again, and does it once by its id', async () => {
    const { sent, client } = clientAnswering(away, away, done);
    expect(await client.graphql('mutation', { input: { commandId: 'c1' } })).toEqual(done.data);
    expect(new Set(sent).size).toBe(1);
    expect(sent).toHaveLength(3);
  });

  it('for longer is no refusal, but nobody there', async () => {
    const { sent, client } = clientAnswering(away);
    await expect(client.graphql('mutation', {})).rejects.toMatchObject({ code: 'GATEWAY_UNREACHABLE', exitCode: 3 });
    expect(sent).toHaveLength(3);
  });

  it('is not what any other error is: that is said at once', async () => {
    const { sent, client } = clientAnswering({ errors: [{ message: 'no', extensions: { code: 'FORBIDDEN' } }] });
    await expect(client.graphql('mutation', {})).rejects.toMatchObject({ code: 'REFUSED', exitCode: 1 });
    expect(sent).toHaveLength(1);
  });
});
