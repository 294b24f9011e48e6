/** A token that is taken away while something is done with it. */
import { createHash } from 'node:crypto';
import { readdir, rename, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { appRelease, linesOf } from '../testing/test-release.ts';
import { startWorld, tokens, until } from '../testing/test-world.ts';
import type { World } from '../testing/test-world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.close());

const inStore = (path: string) => readdir(join(world.dataFolder, 'artifacts', path)).catch(() => []);
/** As `tessera token` does: another file in its place. */
async function tokensAre(entries: Readonly<Record<string, string>>): Promise<void> {
  const hashes = Object.entries(entries).map(([team, token]) => [
    team,
    createHash('sha256').update(token).digest('hex'),
  ]);
  const file = join(world.dataFolder, 'deploy-tokens.json');
  await writeFile(`${file}.new`, JSON.stringify(Object.fromEntries(hashes)));
  await rename(`${file}.new`, file);
}

it('stores nothing of an upload that was under way when its token was revoked', async () => {
  const [manifest = '', ...files] = await linesOf(await appRelease());
  const sending = request(`${world.gateway.url}/_artifacts/orders/1.0.0`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${tokens.orders}` },
  });
  const answer = new Promise<{ status: number | undefined; code: string }>((resolve, reject) => {
    sending.once('error', reject);
    sending.once('response', (response) => {
      void json(response).then((body) =>
        resolve({ status: response.statusCode, code: (body as { code: string }).code }),
      );
    });
  });
  sending.write(manifest + files[0]);
  await until(async () => (await inStore('.incoming')).length === 1, 'the upload to be under way');
  await tokensAre({ catalog: tokens.catalog });
  sending.end(files.slice(1).join(''));
  expect(await answer).toEqual({ status: 401, code: 'INVALID_TOKEN' });
  expect([await inStore('.incoming'), await inStore('orders')]).toEqual([[], []]);
  // The name is free for those who may have it.
  await tokensAre(tokens);
  expect((await world.upload(await appRelease(), { token: tokens.orders })).status).toBe(201);
});

it('takes nothing from a team that teams.json does not list any more, whatever module it names', async () => {
  await tokensAre({ ...tokens, former: 'deploy-token-of-former' });
  const release = await appRelease({ module: 'invented', team: 'former' } as never);
  const response = await world.upload(release, { token: 'deploy-token-of-former' });
  expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([401, 'INVALID_TOKEN']);
  expect(
    (await world.fetch('/_services', { headers: { authorization: 'Bearer deploy-token-of-former' } })).status,
  ).toBe(401);
});
