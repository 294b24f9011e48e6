import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { libraryRelease, shellRelease } from '../testing/test-release.ts';
import { startWorld } from '../testing/test-world.ts';
import type { World } from '../testing/test-world.ts';

let world: World;
let now = Date.parse('2026-11-23T08:00:00Z');
const hours = (count: number): number => count * 60 * 60 * 1000;

beforeAll(async () => {
  world = await startWorld({ now: () => now });
  await world.goLive(await shellRelease());
});
afterAll(() => world.close());

const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
  world.fetch(path, { method: 'POST', body: new URLSearchParams(form), headers });

describe('signing in', () => {
  it('shows the five people, without any script, also to somebody who was sent here', async () => {
    const sent = await world.fetch('/orders/42?tab=a&b=c');
    expect(sent.status).toBe(303);
    const response = await world.fetch(sent.headers.get('location')!);
    const html = await response.text();
    for (const name of ['Ada Marsh', 'Ben Okafor', 'Cleo Lindqvist', 'Dana Reyes', 'Emil Novak'])
      expect(html).toContain(name);
    expect(html).toContain('name="return" value="/orders/42?tab=a&amp;b=c"');
    expect(html).not.toContain('<script');
    expect(response.headers.get('content-security-policy')).not.toContain('script-src');
  });

  it('sets a sealed cookie that scripts cannot read, and leads back', async () => {
    const response = await post('/auth/sign-in', { identity: 'dana', return: '/releases?x=1' });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/releases?x=1');
    const cookie = response.headers.get('set-cookie')!;
    expect(cookie).toMatch(/^tessera_session=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=43200$/);
    expect(Buffer.from(cookie, 'utf8').toString()).not.toContain('dana');
    const session = await world.fetch('/auth/session', { headers: { cookie: cookie.split(';')[0]! } });
    expect(await session.json()).toMatchObject({
      user: { id: 'dana', name: 'Dana Reyes', roles: ['staff', 'release-manager'] },
    });
  });

  it('never leads to another site', async () => {
    for (const path of [
      'https://evil.example',
      '//evil.example',
      '//evil.example/orders',
      '/\\evil.example',
      '/\t/evil.example',
      'javascript:alert(1)',
      '/auth/sign-in?return=/',
      '/..//evil.example',
    ]) {
      const response = await post('/auth/sign-in', { identity: 'ada', return: path });
      expect([path, response.headers.get('location')]).toEqual([path, '/']);
    }
  });

  it('shows the product’s font as soon as something is live that has one, from the file that the page asks for too', async () => {
    const system = await (await world.fetch('/auth/sign-in')).text();
    expect(system).not.toMatch(/font-face|as="font"/);
    await world.goLive(await libraryRelease('1.0.0'));
    const response = await world.fetch('/auth/sign-in');
    const html = await response.text();
    const [, href] = /<link rel="preload" as="font" type="font\/woff2" crossorigin href="([^"]+)">/.exec(html) ?? [];
    expect(html).toContain(`font-display:optional;src:url("${href}") format('woff2')`);
    expect(response.headers.get('content-security-policy')).toContain("font-src 'self'");
    expect((await world.fetch(href!)).headers.get('content-type')).toBe('font/woff2');
    const page = await world.fetch('/', { headers: { cookie: await world.signIn() } });
    expect(await page.text()).toContain(`as="font" type="font/woff2" crossorigin href="${href}"`);
  });

  it('refuses strangers and forms of other sites', async () => {
    expect((await post('/auth/sign-in', { identity: 'mallory' })).status).toBe(400);
    expect((await post('/auth/sign-in', { identity: 'ada' }, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await post('/auth/sign-in', { identity: 'ada' }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });
});

describe('a session', () => {
  const cookieOf = (response: Response): string | undefined => response.headers.get('set-cookie')?.split(';')[0];
  const session = (cookie: string) => world.fetch('/auth/session', { headers: { cookie } });

  it('slides while it is used and ends twelve hours after the last use', async () => {
    const first = await world.signIn();
    now += hours(1);
    const renewed = cookieOf(await session(first))!;
    expect(renewed).toBeDefined();
    now += hours(11.5);
    expect((await session(first)).status).toBe(401);
    expect((await session(renewed)).status).toBe(200);
    now += hours(12.1);
    const ended = await session(renewed);
    expect([ended.status, ((await ended.json()) as { code: string }).code]).toEqual([401, 'SESSION_EXPIRED']);
    expect((await world.fetch('/orders', { headers: { cookie: renewed } })).headers.get('location')).toBe(
      '/auth/sign-in?return=%2Forders',
    );
  });

  it('ends by signing out; a page of another site cannot do that', async () => {
    const cookie = await world.signIn();
    expect(
      (await world.fetch('/auth/sign-out', { method: 'POST', headers: { cookie, 'sec-fetch-site': 'cross-site' } }))
        .status,
    ).toBe(403);
    const response = await world.fetch('/auth/sign-out', { method: 'POST', headers: { cookie } });
    expect(response.status).toBe(204);
    expect(response.headers.get('set-cookie')).toMatch(/^tessera_session=; .*Max-Age=0/);
    expect((await post('/auth/sign-out', {})).headers.get('location')).toBe('/auth/sign-in');
  });
});

describe('signing out', () => {
  it('is not undone by an answer that was on its way, nor by one that was asked for a moment later', async () => {
    const cookie = await world.signIn();
    // Every answer renews it by now.
    now += hours(1);
    const slow = request(`${world.gateway.url}/graphql`, {
      method: 'POST',
      headers: { cookie, 'content-type': 'application/json', 'content-length': 2, expect: '100-continue' },
    });
    const answered = once(slow, 'response') as Promise<[IncomingMessage]>;
    slow.flushHeaders();
    await once(slow, 'continue');
    await world.fetch('/auth/sign-out', { method: 'POST', headers: { cookie } });
    slow.end('{}');
    const [answer] = await answered;
    answer.resume();
    expect(answer.headers['set-cookie']).toBeUndefined();
    const later = await world.fetch('/auth/session', { headers: { cookie } });
    expect(later.headers.get('set-cookie')).toBeNull();
  });
});

describe('in production', () => {
  it('refuses development identities, and says what to do', async () => {
    await world.restartGateway({ developmentIdentities: false, publicUrl: 'https://brightwater.example' });
    const page = await world.fetch('/auth/sign-in');
    expect(page.status).toBe(403);
    expect(await page.text()).toContain('TESSERA_DEV_IDENTITIES=1');
    expect(page.headers.get('strict-transport-security')).toContain('max-age=');
    const attempt = await post('/auth/sign-in', { identity: 'ada' });
    expect([attempt.status, attempt.headers.get('set-cookie')]).toEqual([403, null]);
    await world.restartGateway({ publicUrl: 'https://brightwater.example' });
    expect((await post('/auth/sign-in', { identity: 'ada' })).headers.get('set-cookie')).toContain('; Secure');
  });
});
