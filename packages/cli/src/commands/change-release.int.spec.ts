/** The verbs that change what is live, as they are typed: what reaches the gateway, and what a refusal comes to. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { callTessera } from '../testing/run-tessera.ts';

interface Asked {
  readonly verb: string | undefined;
  readonly variables: Record<string, unknown>;
}

let server: Server;
let gateway: string;
let asked: Asked[];
let problem: { code: string; message: string; field: string | null } | null;

beforeAll(async () => {
  vi.stubEnv('TESSERA_TOKEN', 'a-token');
  server = createServer((req, res) => {
    const answer = async (): Promise<object> => {
      // It serves another environment than any that is changed here.
      if (req.url === '/_services') return { environment: 'elsewhere', revision: null, services: {} };
      const { query, variables } = JSON.parse(await text(req)) as { query: string; variables: Asked['variables'] };
      asked.push({ verb: /: (\w+)\(/.exec(query.slice(query.indexOf('{')))?.[1], variables });
      const verdict = { ok: true, text: 'It can.', releases: 1, pairs: 1 };
      return { data: { result: { live: null, verdict: null, position: null, problem }, verdict } };
    };
    void answer().then((body) => res.setHeader('content-type', 'application/json').end(JSON.stringify(body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  gateway = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  vi.unstubAllEnvs();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  [asked, problem] = [[], null];
});

const say = (line: string) => callTessera([...line.split(' '), '--gateway', gateway]);

it.each([
  [
    'promote orders@1.1.0 --to staging --reason faster',
    { version: '1.1.0', share: null, environment: 'staging', reason: 'faster' },
  ],
  ['promote orders@1.1.0 --canary 10% --despite-evidence', { version: '1.1.0', share: 10, despiteEvidence: true }],
  ['rollback orders', {}],
  ['rollback orders@1.0.1', { version: '1.0.1' }],
  ['rollback shared-ui@1', { module: 'shared-ui@1' }],
  ['pin northfield orders@1.0.1', { name: 'northfield', version: '1.0.1' }],
  ['unpin northfield orders', { name: 'northfield' }],
  ['retire orders --environment staging', { environment: 'staging' }],
  ['retire orders --env staging', { environment: 'staging' }],
  ['kill orders@1.0.1', { version: '1.0.1', replaceBy: null }],
  ['kill orders@1.0.1 --replace-by 1.0.2 --reason drafts', { version: '1.0.1', replaceBy: '1.0.2', reason: 'drafts' }],
])('%s', async (line, told) => {
  const { code, err } = await say(line);
  expect([code, err]).toEqual([0, '']);
  const input = { commandId: expect.any(String) as string, module: 'orders', environment: 'production', reason: null };
  expect(asked).toEqual([{ verb: line.split(' ')[0], variables: { input: { ...input, ...told } } }]);
});

it('can-i-deploy asks of the environment and the share that are meant', async () => {
  expect(await say('can-i-deploy orders@1.1.0 --to staging --canary 10%')).toMatchObject({ code: 0 });
  const variables = { module: 'orders', version: '1.1.0', environment: 'staging', share: 10 };
  expect(asked).toEqual([{ verb: 'canIDeploy', variables }]);
});

it('a refusal ends with 1, its code and its reason, for people and for programs', async () => {
  problem = { code: 'CANARY_RUNNING', message: 'orders@1.1.0 is a canary.', field: 'version' };
  const { code, err } = await say('promote orders@1.2.0');
  expect(code).toBe(1);
  for (const words of ['orders@1.2.0 was not promoted in production', '[CANARY_RUNNING]', 'orders@1.1.0 is a canary.'])
    expect(err).toContain(words);
  const { err: json, out } = await say('promote orders@1.2.0 --json');
  expect(JSON.parse(json)).toMatchObject({ error: { code: 'REFUSED', refusal: 'CANARY_RUNNING', field: 'version' } });
  expect(JSON.parse(out)).toMatchObject({ problem });
});

it.each(['promote orders', 'promote orders@1.1.0 --canary 100%', 'pin northfield orders', 'retire Orders!'])(
  '%s is not understood, and asks for nothing',
  async (line) => {
    expect(await say(line)).toMatchObject({ code: 2, err: expect.stringContaining('[USAGE]') as string });
    expect(asked).toEqual([]);
  },
);
