/** What a process tells its gateway, when that does not take it. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino, type Logger } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { startRegistering, type Registration } from './register.ts';

let server: Server | undefined;
let registration: Registration | undefined;
afterEach(async () => {
  await registration?.leave();
  server?.close();
});

it('tells with the next beat what it would have done up to one that the gateway did not take', async () => {
  const beats: { readonly rehearsed?: unknown }[] = [];
  const heard: string[] = [];
  let [status, serving] = [200, false];
  server = createServer((request, response) => {
    if (request.method === 'DELETE') return void response.writeHead(204).end();
    void text(request).then((body) => {
      beats.push(JSON.parse(body) as { rehearsed?: unknown });
      response.writeHead(status).end(JSON.stringify({ serving, rehearse: true }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  let events = 1;
  registration = startRegistering({
    gateways: [`http://127.0.0.1:${(server.address() as AddressInfo).port}`],
    token: 'token',
    service: 'orders',
    release: 'orders-service@1.1.0',
    url: 'http://127.0.0.1:1',
    ready: () => true,
    onRole: (role) => heard.push(role),
    onRehearse: () => undefined,
    rehearsed: () => ({ reactions: (events *= 10), failed: 1 }),
    logger: Object.assign(pino({ level: 'silent' }), { warn: () => heard.push('away') }) as Logger,
    everyMs: 60_000,
  });
  await expect.poll(() => heard).toEqual(['standby']);
  status = 503;
  registration.tell();
  await expect.poll(() => heard).toEqual(['standby', 'away']);
  // That it is back is not known before this one is answered.
  [status, serving] = [200, true];
  registration.tell();
  await expect.poll(() => heard).toEqual(['standby', 'away', 'serving']);
  serving = false;
  registration.tell();
  await expect.poll(() => heard).toEqual(['standby', 'away', 'serving', 'standby']);
  expect(beats.flatMap(({ rehearsed }) => rehearsed ?? [])).toEqual([
    { reactions: 10, failed: 1 },
    { reactions: 110, failed: 2 },
  ]);
});

it.each([
  [401, ['refused', 'standby']],
  [400, ['refused', 'standby']],
  // It may be nobody's to ask: what it does by itself it does all the same.
  [404, ['away']],
  [503, ['away']],
])('does not react where a gateway answers its registration with %s: %s', async (status, expected) => {
  const heard: string[] = [];
  let asked = 0;
  server = createServer((_, response) => {
    asked += 1;
    response.writeHead(status).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  registration = startRegistering({
    gateways: [`http://127.0.0.1:${(server.address() as AddressInfo).port}`],
    token: 'of another product',
    service: 'orders',
    release: 'catalog-service@1.1.0',
    url: 'http://127.0.0.1:1',
    ready: () => true,
    onRole: (role) => heard.push(role),
    onRehearse: () => undefined,
    rehearsed: () => undefined,
    logger: Object.assign(pino({ level: 'silent' }), {
      warn: () => heard.push('away'),
      error: () => heard.push('refused'),
    }) as Logger,
    everyMs: 20,
  });
  await expect.poll(() => asked).toBeGreaterThan(3);
  expect(heard).toEqual(expected);
});
