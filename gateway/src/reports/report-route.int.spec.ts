/** What a tab's beacon comes to: who it counts for, how often, and until when. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createExchange } from '../http/exchange.ts';
import { HttpProblem } from '../http/problem.ts';
import { createHealth, type Health } from './health-counts.ts';
import { createReportRoute } from './report-route.ts';
import { createTabCensus, type TabCensus } from './tab-census.ts';

let server: Server;
let census: TabCensus;
let health: Health;
const log = pino({ level: 'silent' });

beforeEach(() => {
  census = createTabCensus({ now: Date.now });
  health = createHealth(
    () => true,
    () => false,
  );
});
beforeAll(async () => {
  const everybody = (id: string) => ({ id, user: { id, name: id, roles: [] }, expires: Infinity });
  server = createServer((req, res) => {
    const route = createReportRoute({
      // Whoever a request says that it is from.
      sessions: { require: async () => everybody(String(req.headers['x-session'])) } as never,
      census,
      health,
      previewed: async (_, { id }) => new Set(id === 'previewing' ? ['orders'] : []),
    });
    Promise.resolve(route.handle(createExchange(req, res, log))).catch((error: unknown) => {
      res.writeHead(error instanceof HttpProblem ? error.status : 500).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const loaded = { loads: 1, loadFailures: 0, slowLoads: 0, renderErrors: 0 };

async function report(session: string, tab: string, versions: readonly string[], more: HeadersInit = {}) {
  const running = versions.map((version) => ({ module: 'orders', version }));
  const { port } = server.address() as AddressInfo;
  const { status } = await fetch(`http://127.0.0.1:${port}/reports`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-session': session, ...more },
    body: JSON.stringify({
      tab: `tab-of-the-test-${tab}`,
      running,
      counts: running.map((one) => ({ ...one, ...loaded })),
    }),
  });
  return status;
}
const counted = () => census.counts().map(({ version, count }) => `${version}: ${count}`);

it('a tab counts once, by its last word, until it says that it goes; one of somebody else’s is another', async () => {
  expect(await report('ada', 'a', ['1.0.0'])).toBe(204);
  await report('ada', 'a', ['1.0.0']);
  await report('ada', 'b', ['1.0.0']);
  await report('ben', 'a', ['1.0.0']);
  expect(counted()).toEqual(['1.0.0: 3']);
  await report('ada', 'a', ['1.1.0']);
  expect(counted()).toEqual(['1.0.0: 2', '1.1.0: 1']);
  // Nobody takes another's tab off.
  await report('ben', 'b', []);
  await report('ben', 'a', []);
  expect(counted()).toEqual(['1.0.0: 1', '1.1.0: 1']);
  expect(health.take().map(({ version, loads }) => `${version}: ${loads}`)).toEqual(['1.0.0: 4', '1.1.0: 1']);
});

it('a tab in a preview is nobody’s open tab, and says nothing of how a canary fares', async () => {
  await report('previewing', 'a', ['1.1.0']);
  expect(counted()).toEqual([]);
  expect(health.take()).toEqual([]);
});

it('what is no report, or comes from another site, counts for nothing', async () => {
  expect(await report('ada', 'a', ['not a version'])).toBe(400);
  expect(await report('ada', 'a', ['1.0.0'], { 'content-type': 'text/plain' })).toBe(415);
  expect(await report('ada', 'a', ['1.0.0'], { 'sec-fetch-site': 'cross-site' })).toBe(403);
  expect(counted()).toEqual([]);
});
