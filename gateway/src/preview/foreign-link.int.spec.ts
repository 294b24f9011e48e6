/** A link on another site is followed with the person's session: it may show them a preview, and run no code from their machine. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appRelease, shellRelease } from '../testing/test-release.ts';
import { startWorld } from '../testing/test-world.ts';
import type { World } from '../testing/test-world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.goLive(await shellRelease());
  await world.goLive(await appRelease());
});
afterAll(() => world.close());

const path = '/orders?override=orders=http://127.0.0.1:8080/uploads/app.js';
async function go(site: string, address: string, cookie?: string) {
  const headers = { 'sec-fetch-site': site, ...(cookie === undefined ? {} : { cookie }) };
  const response = await world.fetch(address, { headers });
  const text = await response.text();
  return { status: response.status, to: response.headers.get('location') ?? '', text };
}

it.each(['cross-site', 'same-site'])(
  'an override by a link of another site (%s) is refused, and says what to do',
  async (site) => {
    const dana = await world.signIn('dana');
    const refused = await go(site, path, dana);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('OVERRIDE_FROM_ELSEWHERE');
    expect(refused.text).toContain('Type or paste the address');
    // Typed, or by a link of ours; and leaving one hurts nobody.
    for (const own of ['none', 'same-origin']) expect((await go(own, path, dana)).status).toBe(303);
    expect((await go(site, '/orders?override=off', dana)).status).toBe(303);
  },
);

it('nor does it come about by signing in on the way', async () => {
  const { status, to } = await go('cross-site', path);
  expect(status).toBe(303);
  for (const address of [to, `/auth/sign-in?return=${encodeURIComponent(path)}`]) {
    expect((await go('cross-site', address)).text).not.toContain('override');
    // Who typed it comes to it.
    expect((await go('none', address)).text).toContain('override');
  }
  const kept = await go('cross-site', `/auth/sign-in?return=${encodeURIComponent('/orders?preview=abc&override=x')}`);
  expect(kept.text).toContain('/orders?preview=abc');
});
