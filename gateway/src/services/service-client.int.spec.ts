/** Several replicas of one service, behind one client: real HTTP servers that lag, drain, die. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createServiceClient, type RequestIdentity } from './service-client.ts';

const servers: Server[] = [];
const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

async function replica(name: string, answer: Answer) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { name, asked, server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const json = (response: ServerResponse, status: number, body: object): void =>
  void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const at =
  (position: number): Answer =>
  (_request, response) =>
    json(response, 200, { data: { ok: true }, extensions: { tessera: { position: `e1.${position.toString(36)}` } } });
const behind: Answer = (_request, response) =>
  json(response, 200, { errors: [{ message: 'behind', extensions: { code: 'NOT_CAUGHT_UP' } }] });

function clientOf(...replicas: readonly { url: string }[]) {
  const client = createServiceClient({ name: 'orders', urls: replicas.map(({ url }) => url), internalToken: 't' });
  closers.push(client.close);
  const who: RequestIdentity = { user: null, correlationId: 'c' };
  const ask = (kind: 'query' | 'mutation', atLeast?: string) =>
    client.graphql({ query: '{ ok }', variables: {}, kind } as never, { ...who, atLeast });
  return { client, ask };
}
const gone = async ({ server }: { server: Server }): Promise<void> => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
};

describe('requests to several replicas', () => {
  it('are spread', async () => {
    const all = [await replica('a', at(1)), await replica('b', at(1)), await replica('c', at(1))];
    const { ask } = clientOf(...all);
    for (let i = 0; i < 9; i++) await ask('query');
    expect(all.map(({ asked }) => asked.length)).toEqual([3, 3, 3]);
  });

  it('go on when one is gone: queries and commands, which were never sent to it; it is left alone for a while', async () => {
    const [a, b] = [await replica('a', at(1)), await replica('b', at(1))];
    const { ask, client } = clientOf(a, b);
    await gone(a);
    for (let i = 0; i < 4; i++)
      expect(await ask(i % 2 === 0 ? 'query' : 'mutation')).toMatchObject({ data: { ok: true } });
    expect(b.asked).toHaveLength(4);
    expect(client.replicas.find(({ url }) => url === a.url)?.resting).toBe(true);
  });

  it('that break off half way are repeated elsewhere once, commands never', async () => {
    const breaks: Answer = (request) => void request.socket.destroy();
    const [a, b] = [await replica('a', breaks), await replica('b', breaks)];
    const { ask } = clientOf(a, b);
    await expect(ask('mutation')).rejects.toThrow('unavailable');
    expect(a.asked.length + b.asked.length).toBe(1);
    await expect(ask('query')).rejects.toThrow('unavailable');
    expect(a.asked.length + b.asked.length).toBe(3);
  });

  it('go to one that is far enough when another is not, and come back with the refusal when none is', async () => {
    const [a, b] = [await replica('a', behind), await replica('b', at(9))];
    const { ask } = clientOf(a, b);
    for (let i = 0; i < 4; i++) expect(await ask('query', 'e1.9')).toMatchObject({ data: { ok: true } });
    // Once it is known who has it, nobody else is asked first.
    const asked = a.asked.length;
    for (let i = 0; i < 4; i++) await ask('query', 'e1.9');
    expect(a.asked.length).toBe(asked);
    const none = clientOf(a, await replica('c', behind));
    expect(await none.ask('query', 'e1.9')).toMatchObject({ errors: [{ extensions: { code: 'NOT_CAUGHT_UP' } }] });
  });

  it('keep to the log there is now, once one replica was started on it, and go to the log before only when they must', async () => {
    let log = 'e1';
    const on =
      (epoch: () => string): Answer =>
      (_request, response) =>
        json(response, 200, { data: { ok: true }, extensions: { tessera: { position: `${epoch()}.5` } } });
    const [stays, moves] = [
      await replica(
        'a',
        on(() => 'e1'),
      ),
      await replica(
        'b',
        on(() => log),
      ),
    ];
    const { ask, client } = clientOf(stays, moves);
    for (let i = 0; i < 4; i++) await ask('query');
    log = 'e2';
    // What is asked for at least is a position of the log before: no reason to show that one.
    const shown: unknown[] = [];
    for (let i = 0; i < 8; i++) shown.push((await ask('query', 'e1.5')).extensions?.['tessera']);
    const first = shown.findIndex((each) => (each as { position: string }).position === 'e2.5');
    expect(first).toBeLessThan(3);
    expect(shown.slice(first)).toEqual(Array.from({ length: 8 - first }, () => ({ position: 'e2.5' })));
    await gone(moves);
    expect(await ask('query')).toMatchObject({ extensions: { tessera: { position: 'e1.5' } } });

    // Processes that come instead of them are asked alike, and one that comes with another log only when they are gone.
    const [c, d] = [
      await replica(
        'c',
        on(() => 'e3'),
      ),
      await replica(
        'd',
        on(() => 'e3'),
      ),
    ];
    await client.ask([c.url, d.url]);
    for (let i = 0; i < 8; i++) await ask('query');
    const stranger = await replica(
      'f',
      on(() => 'e4'),
    );
    await client.ask([c.url, d.url, stranger.url]);
    for (let i = 0; i < 9; i++) await ask('query');
    expect(stranger.asked).toHaveLength(1);
    expect(c.asked.length + d.asked.length).toBe(16);
  });

  it('that a replica refuses because it is not ready are carried out by another, commands too', async () => {
    const notReady: Answer = (_request, response) => json(response, 503, { code: 'NOT_READY', message: 'folding' });
    const [a, b] = [await replica('a', notReady), await replica('b', at(1))];
    const { ask } = clientOf(a, b);
    for (let i = 0; i < 4; i++) expect(await ask('mutation')).toMatchObject({ data: { ok: true } });
  });

  it('of a command that was carried out in part are not repeated', async () => {
    const half: Answer = (_request, response) =>
      json(response, 200, { data: { ok: null }, errors: [{ message: 'x', extensions: { code: 'NOT_CAUGHT_UP' } }] });
    const [a, b] = [await replica('a', half), await replica('b', half)];
    const { ask } = clientOf(a, b);
    await ask('mutation');
    expect(a.asked.length + b.asked.length).toBe(1);
  });
});
