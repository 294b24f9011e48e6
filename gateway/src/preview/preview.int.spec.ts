/** Previews and local overrides: one person sees them, in a real browser under the real policy; nobody else, and nobody for longer. */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { signComposition, signPreview } from '@tessera/contracts/signed';
import type { Preview } from '@tessera/contracts/signed';
import { digestOf, integrityOf, parseBootData } from '@tessera/contracts';
import type { AppManifest } from '@tessera/contracts';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium } from '../testing/chromium.ts';
import { appRelease, shellRelease } from '../testing/test-release.ts';
import type { TestRelease } from '../testing/test-release.ts';
import { startWorld, tokens, until } from '../testing/test-world.ts';
import type { World } from '../testing/test-world.ts';

const shellCode = `
import React from 'react';
const boot = JSON.parse(document.getElementById('tessera-boot').textContent);
const root = document.getElementById('root');
const say = (text) => { root.textContent = text; root.dataset.done = 'yes'; };
import(boot.composition.modules.orders.entry).then(({ version }) => say(React.name + ' runs ' + version), (error) => say('refused: ' + error.message));
`;

let world: World;
let browser: Browser;
let devServer: Server;
let devUrl: string;
/** Live; and published, never promoted. */
let live: TestRelease<AppManifest>;
let next: TestRelease<AppManifest>;

beforeAll(async () => {
  world = await startWorld();
  const shell = await shellRelease();
  const files: Record<string, string> = {
    ...shell.files,
    'shell.js': shellCode,
    'vendor/react.js': "export default { name: 'React' };\n",
  };
  for (const [path, text] of Object.entries(files))
    shell.manifest.files[path] = {
      ...shell.manifest.files[path]!,
      integrity: await integrityOf(text),
      bytes: Buffer.byteLength(text),
    };
  await world.goLive({ files, manifest: { ...shell.manifest, digest: await digestOf(shell.manifest) } });
  live = await appRelease();
  next = await appRelease({ version: '1.1.0', operations: ['query Me { whoami }'] });
  await world.goLive(live);
  expect((await world.upload(next)).ok).toBe(true);
  devServer = createServer((_, res) =>
    res
      .writeHead(200, { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' })
      .end("import React from 'react';\nexport const version = 'my machine, on ' + React.name;\n"),
  );
  await new Promise<void>((resolve) => devServer.listen(0, '127.0.0.1', resolve));
  devUrl = `http://127.0.0.1:${(devServer.address() as AddressInfo).port}`;
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  devServer?.close();
  await world.close();
});

const create = (body: object, token: string = tokens.orders) =>
  world.fetch('/previews', {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ releases: ['orders@1.1.0'], expiresSeconds: 3600, ...body }),
  });
const tokenOf = async (body: object = {}) => ((await (await create(body)).json()) as { token: string }).token;

/** Follows the link; the answer, and the cookies to send from then on. */
async function follow(cookie: string, query: string) {
  const response = await world.fetch(`/orders?${query}`, { headers: { cookie } });
  const set = response.headers.getSetCookie().map((each) => each.split(';')[0]!);
  return { response, cookies: [cookie, ...set].join('; ') };
}

/** The live stream of a tab, as it is written. */
async function openTab(cookie: string) {
  const stop = new AbortController();
  const { body } = await world.fetch('/live', {
    method: 'POST',
    signal: stop.signal,
    headers: { cookie, 'content-type': 'application/json', 'x-tessera-app': 'shell@1.0.0' },
    body: JSON.stringify({ subscriptions: [] }),
  });
  let text = '';
  const reading = body!
    .pipeThrough(new TextDecoderStream())
    .pipeTo(new WritableStream({ write: (part) => void (text += part) }))
    .catch(() => undefined);
  return { text: () => text, close: () => (stop.abort(), reading) };
}

async function seen(cookie: string) {
  const response = await world.fetch('/orders', { headers: { cookie } });
  const html = await response.text();
  const boot = parseBootData(JSON.parse(/id="tessera-boot">(.*?)<\/script>/.exec(html)![1]!));
  const json = (await (
    await world.fetch('/composition.json', { headers: { cookie } })
  ).json()) as typeof boot.composition;
  return {
    response,
    html,
    boot,
    version: boot.composition.modules['orders']!.version,
    again: json.modules['orders']!.version,
  };
}

describe('a preview', () => {
  it('is made by a team of one of its releases, of what is published; its token is in no log', async () => {
    const answer = await create({ user: 'ada' });
    expect(answer.status).toBe(201);
    const made = (await answer.json()) as { token: string };
    expect(made).toMatchObject({ releases: ['orders@1.1.0'], user: 'ada', path: '/orders' });
    expect(world.logged.join('')).not.toContain(made.token.split('.')[2]!);
    const refusals: [object, string | undefined, number, string][] = [
      [{}, tokens.catalog, 403, 'WRONG_TEAM'],
      [{}, 'no-token-of-anybody', 401, 'INVALID_TOKEN'],
      [{ releases: ['orders@9.9.9'] }, undefined, 404, 'NO_SUCH_RELEASE'],
      [{ releases: ['../../x@1.0.0'] }, undefined, 404, 'NO_SUCH_RELEASE'],
      [{ releases: [] }, undefined, 400, 'BAD_REQUEST'],
      [{ expiresSeconds: 1e9 }, undefined, 400, 'BAD_REQUEST'],
    ];
    for (const [body, token, status, code] of refusals) {
      const refused = await create(body, token);
      expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([status, code]);
    }
  });

  it('shows a release that is not live to the person who follows the link, and to nobody else; what is live is untouched', async () => {
    const token = await tokenOf();
    const anonymous = await world.fetch(`/orders?preview=${token}`);
    expect(anonymous.headers.get('location')).toMatch(/^\/auth\/sign-in\?return=/);

    const [ada, ben] = [await world.signIn('ada'), await world.signIn('ben')];
    const { response, cookies } = await follow(ada, `tab=1&preview=${token}`);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/orders?tab=1']);
    const set = response.headers.getSetCookie().find((each) => each.startsWith('tessera_preview='))!;
    expect(set).toMatch(/; HttpOnly; SameSite=Lax/);
    expect(set).not.toContain(token.slice(-20));

    const hers = await seen(cookies);
    expect([hers.version, hers.again]).toEqual(['1.1.0', '1.1.0']);
    expect(hers.boot.preview).toMatchObject({ versions: ['orders@1.1.0'], overrides: {} });
    expect(hers.html).toContain('href="/_v/orders/1.1.0/app.js"');
    expect(hers.boot.composition.modules['orders']!.previous!.version).toBe('1.0.0');
    expect(hers.response.headers.get('cache-control')).toBe('no-store');
    expect((await world.askByHash(cookies, next, 'Me')).data).toEqual({ whoami: 'ada customer' });

    const his = await seen(ben);
    expect([his.version, his.again, his.boot.preview]).toEqual(['1.0.0', '1.0.0', undefined]);
    // With her cookie, and in her next session, it is nobody's.
    expect((await seen([ben, cookies.split('; ')[1]].join('; '))).version).toBe('1.0.0');
    expect((await seen([await world.signIn('ada'), cookies.split('; ')[1]].join('; '))).version).toBe('1.0.0');
    const discovery = JSON.stringify(await (await world.fetch('/discovery', { headers: { cookie: cookies } })).json());
    expect(discovery).not.toContain('1.1.0');
  });

  it('of apps alone is ended by one word of its team: open tabs hear of it, its link leads nowhere, others go on', async () => {
    const made = (await (await create({})).json()) as { id: string; token: string };
    const [ended, other] = [
      await follow(await world.signIn(), `preview=${made.token}`),
      await follow(await world.signIn(), `preview=${await tokenOf()}`),
    ];
    const tabs = await Promise.all([ended, other].map(({ cookies }) => openTab(cookies)));
    const end = (id: string, token: string = tokens.orders) =>
      world.fetch(`/previews/${id}`, { method: 'DELETE', headers: { authorization: `Bearer ${token}` } });
    expect((await end(made.id)).status).toBe(200);
    await until(() => tabs[0]!.text().includes('event: notice'), 'the tab to hear of it');
    const asked = await world.fetch('/composition.json', { headers: { cookie: ended.cookies } });
    expect([asked.status, ((await asked.json()) as { code: string }).code]).toEqual([410, 'PREVIEW_EXPIRED']);
    const page = await world.fetch('/orders', { headers: { cookie: ended.cookies } });
    expect([page.status, page.headers.getSetCookie().join()]).toEqual([
      410,
      expect.stringMatching(/tessera_preview=;/),
    ]);
    expect((await follow(ended.cookies, `preview=${made.token}`)).response.status).toBe(410);
    // A tab that comes back later, from a laptop that slept, hears of it as well.
    const late = await openTab(ended.cookies);
    await until(() => late.text().includes('event: notice'), 'the late tab to hear of it');
    expect((await seen(other.cookies)).version).toBe('1.1.0');
    expect(tabs[1]!.text()).not.toContain('event: notice');
    for (const tab of [...tabs, late]) tab.close();
  });

  it('cannot be made or ended while the releases service is away; who is in one stays, whatever gateway is started', async () => {
    const { cookies } = await follow(await world.signIn(), `preview=${await tokenOf()}`);
    await world.services.releases.stop();
    try {
      await world.restartGateway();
      expect((await seen(cookies)).version).toBe('1.1.0');
      const refused = await create({});
      expect([refused.status, ((await refused.json()) as { code: string }).code]).toEqual([
        503,
        'PREVIEW_NOT_RECORDED',
      ]);
    } finally {
      await world.services.releases.start();
    }
  });

  it('counts as nobody’s open tab', async () => {
    const ben = await world.signIn('ben');
    const { cookies } = await follow(await world.signIn(), `preview=${await tokenOf()}`);
    const report = (cookie: string, version: string) =>
      world.fetch('/reports', {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ tab: 'tab-of-the-test', running: [{ module: 'orders', version }], counts: [] }),
      });
    expect([(await report(cookies, '1.1.0')).status, (await report(ben, '1.0.0')).status]).toEqual([204, 204]);
    const told = () => world.services.releases.asked.filter(({ body }) => body.includes('reportCensus'));
    await until(() => told().length > 0, 'the census to be told');
    expect(told()[0]!.body).toContain('"version":"1.0.0"');
    expect(told()[0]!.body).not.toContain('1.1.0');
  });

  it('is left for good, from a page of ours only', async () => {
    const { cookies } = await follow(await world.signIn(), `preview=${await tokenOf()}`);
    const leave = (more: Record<string, string> = {}) =>
      world.fetch('/preview/leave', { method: 'POST', headers: { cookie: cookies, ...more } });
    expect((await leave({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const left = await leave({ 'sec-fetch-site': 'same-origin' });
    expect([left.status, left.headers.getSetCookie()[0]]).toEqual([
      204,
      expect.stringMatching(/^tessera_preview=;.*Max-Age=0/),
    ]);
    const off = await follow(cookies, 'preview=off');
    expect(off.response.headers.getSetCookie().join()).toMatch(/tessera_preview=;/);
  });

  it('that is wrong, expired, somebody else’s or gone is refused with a page that says so, and changes nothing', async () => {
    const hour = 3_600_000;
    const at = (ms: number) => new Date(Date.now() + ms).toISOString();
    const { module, version, digest } = next.manifest;
    const preview = {
      id: 'x',
      environment: 'production',
      releases: [{ module, version, digest }],
      by: 'deploy:orders',
      issued: at(-hour),
      expires: at(hour),
    };
    const sign = (more: Partial<Preview>, key = world.signer.previewKey) => signPreview({ ...preview, ...more }, key);
    const good = await sign({});
    const asComposition = await signComposition(
      { environment: 'production', revision: 'e1.1', issued: at(0), rows: [] },
      world.signer.previewKey,
    );
    const bad: [what: string, token: string, status: number, code: string][] = [
      ['text', 'abc', 403, 'PREVIEW_INVALID'],
      ['an altered one', good.replace(/\.[^.]+\./, (part) => `${part.slice(0, -5)}AAAA.`), 403, 'PREVIEW_INVALID'],
      ['one by another key', await sign({}, await world.signer.newKey('p1')), 403, 'PREVIEW_INVALID'],
      ['one by the key of compositions', await sign({}, world.signer.key), 403, 'PREVIEW_INVALID'],
      ['a composition', asComposition, 403, 'PREVIEW_INVALID'],
      ['an expired one', await sign({ expires: at(-1) }), 410, 'PREVIEW_EXPIRED'],
      ['another person’s', await sign({ user: 'ben' }), 403, 'PREVIEW_FOREIGN'],
      ['another environment’s', await sign({ environment: 'staging' }), 403, 'PREVIEW_FOREIGN'],
    ];
    const cookie = await world.signIn('ada');
    for (const [what, token, status, code] of bad) {
      const { response } = await follow(cookie, `preview=${encodeURIComponent(token)}`);
      expect(response.status, what).toBe(status);
      expect(response.headers.get('content-security-policy'), what).not.toContain('script-src');
      expect(response.headers.getSetCookie(), what).toEqual([]);
      expect(await response.text(), what).toContain(code);
    }
    const other = await sign({ releases: [{ module, version, digest: live.manifest.digest }] });
    const { cookies } = await follow(cookie, `preview=${other}`);
    const gone = await world.fetch('/orders', { headers: { cookie: cookies } });
    expect([gone.status, gone.headers.getSetCookie().join()]).toEqual([
      410,
      expect.stringMatching(/tessera_preview=;/),
    ]);
    expect(await gone.text()).toContain('PREVIEW_GONE');
    // The way on never leads off this site.
    const astray = await world.fetch(`//evil.example/x?preview=${good}`, { headers: { cookie } });
    expect(astray.headers.get('location')).not.toMatch(/evil/);
    expect((await seen(cookie)).version).toBe('1.0.0');
  });

  it('goes on when the key is exchanged, and is over when the one that signed it is retired; nothing is restarted', async () => {
    const { signer } = world;
    await world.restartGateway({ previewKeysFile: await signer.exchangePreviewKey('p2', 'p2') });
    await until(async () => (await create({})).ok, 'the gateway to reach the releases service');
    const before = await follow(await world.signIn(), `preview=${await tokenOf()}`);
    await signer.exchangePreviewKey('p3', 'p3', 'p2');
    const after = await follow(await world.signIn(), `preview=${await tokenOf()}`);
    expect([(await seen(before.cookies)).version, (await seen(after.cookies)).version]).toEqual(['1.1.0', '1.1.0']);
    await signer.exchangePreviewKey(undefined, 'p3');
    expect((await seen(after.cookies)).version).toBe('1.1.0');
    const over = await world.fetch('/orders', { headers: { cookie: before.cookies } });
    expect([over.status, await over.text()]).toEqual([403, expect.stringContaining('PREVIEW_INVALID')]);
    // A key that signs what nobody would take signs nothing.
    await signer.exchangePreviewKey('p4', 'p3');
    expect((await create({})).status).toBe(501);
    expect((await follow(after.cookies, 'tab=1')).response.status).toBe(403);
    await signer.exchangePreviewKey('p5', 'p5');
  });

  it('runs in a browser by its address alone, and is over when it is left', async () => {
    const context = await browser.newContext({ baseURL: world.gateway.url });
    const page = await context.newPage();
    await page.goto(`/orders?preview=${await tokenOf({ user: 'ada' })}`);
    await page.getByRole('button', { name: 'Ada Marsh' }).click();
    await page.waitForSelector('#root[data-done]');
    expect(await page.textContent('#root')).toBe('React runs 1.1.0');
    expect(new URL(page.url()).search).toBe('');
    expect(await page.evaluate('document.cookie')).not.toContain('tessera_preview');
    await page.goto('/orders?preview=off');
    await page.waitForSelector('#root[data-done]');
    expect(await page.textContent('#root')).toBe('React runs 1.0.0');
    await context.close();
  });
});

describe('a local override', () => {
  const override = (url: string) => `override=${encodeURIComponent(`orders=${url}`)}`;

  it('is for release managers in production, and for loopback addresses of live apps only', async () => {
    const [ada, dana] = [await world.signIn('ada'), await world.signIn('dana')];
    const outcome = async (cookie: string, query: string) => {
      const { response } = await follow(cookie, query);
      return [response.status, /(?:PREVIEW|OVERRIDE)_\w+/.exec(await response.text())?.[0]];
    };
    expect(await outcome(ada, override(devUrl))).toEqual([403, 'OVERRIDE_FORBIDDEN']);
    for (const url of [
      'http://evil.example/app.js',
      'https://127.0.0.1.evil.example/',
      'http://127.0.0.1@evil.example/',
      'http://user:word@127.0.0.1/',
      'javascript:alert(1)',
      'http://0.0.0.0/',
      'http://10.0.0.1/',
      "http://127.0.0.1:1/';script-src *",
    ])
      if (!url.includes("';")) expect(await outcome(dana, override(url)), url).toEqual([400, 'OVERRIDE_INVALID']);
    expect(await outcome(dana, `override=none=${devUrl}`)).toEqual([400, 'OVERRIDE_INVALID']);
    // Only its origin, as the URL class writes it, gets into the policy.
    const { cookies } = await follow(dana, override("http://127.0.0.1:1/';script-src *"));
    const policy = (await world.fetch('/orders', { headers: { cookie: cookies } })).headers.get(
      'content-security-policy',
    )!;
    expect(policy).not.toContain('script-src *');
    expect(policy).toContain("connect-src 'self' http://127.0.0.1:1 ws://127.0.0.1:1;");
    expect(
      (await world.fetch('/orders', { headers: { cookie: ada } })).headers.get('content-security-policy'),
    ).not.toContain('127.0.0.1');
  });

  it('runs one app from a development server, on the frame’s packages, in that person’s page', async () => {
    const context = await browser.newContext({ baseURL: world.gateway.url });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => void (message.type() === 'error' ? complaints.push(message.text()) : undefined));
    await page.goto(`/orders?${override(`${devUrl}/src/app.js`)}`);
    await page.getByRole('button', { name: 'Dana Reyes' }).click();
    await page.waitForSelector('#root[data-done]');
    expect(await page.textContent('#root')).toBe('React runs my machine, on React');
    expect(complaints).toEqual([]);
    const { boot } = await seen(await world.signIn('dana'));
    expect(boot.preview).toBeUndefined();
    await page.goto('/orders?override=off');
    await page.waitForSelector('#root[data-done]');
    expect(await page.textContent('#root')).toBe('React runs 1.0.0');
    await context.close();
  });
});
