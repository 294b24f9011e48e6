import { mkdir, readFile, readdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'node:http';
import { PassThrough } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf, maxContractBytes } from '@tessera/contracts';
import type { AppManifest, ServiceManifest } from '@tessera/contracts';
import { appRelease, linesOf, shellRelease, uploadBody } from '../testing/test-release.ts';
import type { TestRelease } from '../testing/test-release.ts';
import { internalToken } from '../testing/test-service.ts';
import { startWorld, tokens } from '../testing/test-world.ts';
import type { World } from '../testing/test-world.ts';
import { createArtifactStore } from './artifact-store.ts';
import { ingestRelease } from './ingest.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await world.goLive(await shellRelease());
});
afterAll(() => world.close());

const gz = (lines: readonly string[]): Buffer<ArrayBuffer> => Buffer.from(gzipSync(lines.join('')));
const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code];
const stored = async () => {
  const inFolder = (path: string) => readdir(join(world.dataFolder, 'artifacts', path)).catch(() => []);
  return { orders: await inFolder('orders'), incoming: await inFolder('.incoming') };
};

async function changed(change: (manifest: AppManifest) => void, version = '3.0.0'): Promise<TestRelease<AppManifest>> {
  const release = await appRelease({ version });
  change(release.manifest);
  return { ...release, manifest: { ...release.manifest, digest: await digestOf(release.manifest) } };
}

describe('an upload', () => {
  it('is stored whole, idempotent for the same content, and refused for other content under the same version', async () => {
    const release = await appRelease();
    const first = await world.upload(release, { token: tokens.orders });
    expect([first.status, await first.json()]).toMatchObject([
      201,
      { digest: release.manifest.digest, duplicate: false },
    ]);
    const again = await world.upload(release, { token: tokens.orders });
    expect([again.status, await again.json()]).toMatchObject([200, { duplicate: true }]);
    const other = await appRelease({ files: { ...release.files, 'app.js': 'export const other = 1;' } });
    expect(await codeOf(await world.upload(other))).toEqual([409, 'RELEASE_EXISTS']);
    expect(await readFile(join(world.dataFolder, 'artifacts/orders/1.0.0/app.js'), 'utf8')).toBe(
      release.files['app.js'],
    );
  });

  it('of the same version twice at once ends with one release and two answers', async () => {
    const release = await appRelease({ version: '1.5.0' });
    const [a, b] = await Promise.all([world.upload(release), world.upload(release)]);
    expect([a!.status, b!.status].sort()).toEqual([200, 201]);
  });

  it('goes on while another gateway of the same store starts', async () => {
    const { files } = await appRelease();
    const release = await appRelease({ version: '1.6.0', files: { ...files, 'later.js': files['app.js']! } });
    const folder = join(world.dataFolder, 'artifacts');
    const log = pino({ level: 'silent' });
    const store = await createArtifactStore(folder, log);
    const body = new PassThrough();
    const { module, version } = release.manifest;
    const request = { module, version, body, gzipped: false, admit: () => undefined };
    const taken = ingestRelease(store, request);
    const [manifest, first, ...rest] = await linesOf(release);
    body.write(`${manifest}${first}`);
    const arrived = () => readdir(join(folder, '.incoming'), { recursive: true });
    await expect.poll(async () => (await arrived()).some((path) => path.endsWith('.gz'))).toBe(true);
    await createArtifactStore(folder, log);
    body.end(rest.join(''));
    expect((await taken).duplicate).toBe(false);
    expect((await store.verify(module, version)).digest).toBe(release.manifest.digest);
    // What broke off long ago is nobody's.
    const left = join(folder, '.incoming', 'left');
    await mkdir(left);
    await utimes(left, 0, 0);
    await createArtifactStore(folder, log);
    expect(await arrived()).toEqual([]);
  });

  it('needs the token of the team that owns the module', async () => {
    const release = await appRelease({ version: '2.0.0' });
    expect(await codeOf(await world.upload(release, { token: 'nobody-s-token' }))).toEqual([401, 'INVALID_TOKEN']);
    expect(await codeOf(await world.upload(release, { token: tokens.catalog }))).toEqual([403, 'WRONG_TEAM']);
    expect(
      await codeOf(
        await world.upload(await appRelease({ version: '2.0.0', team: 'catalog' }), { token: tokens.catalog }),
      ),
    ).toEqual([403, 'WRONG_TEAM']);
    expect(
      (await world.fetch('/_artifacts/orders/2.0.0', { method: 'PUT', body: await uploadBody(release) })).status,
    ).toBe(401);
  });

  it('is of the kind that teams.json gives the module', async () => {
    const { manifest, files } = await shellRelease('2.0.0');
    const draft = { ...manifest, module: 'orders', team: 'orders' };
    const frame = { manifest: { ...draft, digest: await digestOf(draft) }, files };
    expect(await codeOf(await world.upload(frame, { token: tokens.orders }))).toEqual([422, 'WRONG_KIND']);
  });

  it('is refused, by a code that says why, and leaves nothing behind', async () => {
    const before = await stored();
    const release = await appRelease({ version: '3.0.0' });
    const lines = await linesOf(release);
    const whole = await uploadBody(release);
    const spoil = (index: number, line: object): string[] =>
      lines.map((each, at) => (at === index ? `${JSON.stringify(line)}\n` : each));
    const base64 = (text: string) => Buffer.from(text).toString('base64');
    const cases: [string, () => Promise<Response>, [number, string]][] = [
      ['empty', () => world.upload(release, { body: gz([]) }), [400, 'UPLOAD_TRUNCATED']],
      [
        'cut gzip',
        () => world.upload(release, { body: Buffer.from(whole.subarray(0, whole.length - 40)) }),
        [400, 'UPLOAD_TRUNCATED'],
      ],
      ['missing file', () => world.upload(release, { body: gz(lines.slice(0, -1)) }), [400, 'UPLOAD_TRUNCATED']],
      ['cut line', () => world.upload(release, { body: gz([lines.join('').trimEnd()]) }), [400, 'UPLOAD_TRUNCATED']],
      [
        'half a line more',
        () => world.upload(release, { body: gz([...lines, '{"path":']) }),
        [400, 'UPLOAD_TRUNCATED'],
      ],
      ['not gzip', () => world.upload(release, { body: Buffer.from('hello') }), [400, 'UPLOAD_TRUNCATED']],
      ['not JSON', () => world.upload(release, { body: gz(['hello\n']) }), [400, 'UPLOAD_MALFORMED']],
      [
        'other bytes',
        () =>
          world.upload(release, {
            body: gz(
              spoil(1, {
                path: 'app.js',
                base64: base64(release.files['app.js']!.replace('1;', '2;').replace('version', 'Version')),
              }),
            ),
          }),
        [422, 'FILE_MISMATCH'],
      ],
      [
        'other size',
        () => world.upload(release, { body: gz(spoil(1, { path: 'app.js', base64: base64('short') })) }),
        [422, 'FILE_MISMATCH'],
      ],
      [
        'zip-slip',
        () => world.upload(release, { body: gz(spoil(1, { path: '../../../evil.js', base64: base64('x') })) }),
        [422, 'FILE_NOT_LISTED'],
      ],
      [
        'prototype',
        () => world.upload(release, { body: gz(spoil(1, { path: '__proto__', base64: base64('x') })) }),
        [422, 'FILE_NOT_LISTED'],
      ],
      ['a file twice', () => world.upload(release, { body: gz([...lines, lines[1]!]) }), [422, 'FILE_TWICE']],
      [
        'other address',
        () => world.upload(release, { address: '/_artifacts/orders/3.0.1' }),
        [422, 'MANIFEST_INVALID'],
      ],
      ['bad address', () => world.upload(release, { address: '/_artifacts/orders/latest' }), [400, 'BAD_RELEASE_NAME']],
      [
        'lying digest',
        async () =>
          world.upload({ ...release, manifest: { ...release.manifest, builtAt: '2027-01-01T00:00:00Z', css: [] } }),
        [422, 'DIGEST_MISMATCH'],
      ],
      [
        'slipping manifest',
        async () => world.upload(await changed((manifest) => (manifest.files['../x.js'] = manifest.files['app.js']!))),
        [422, 'MANIFEST_INVALID'],
      ],
      [
        'what no graph answers',
        async () =>
          world.upload(await appRelease({ version: '3.0.0', operations: ['query Nope($a: ID!) { whoami }'] })),
        [422, 'OPERATIONS_INVALID'],
      ],
      [
        'a live operation over two services',
        async () =>
          world.upload(
            await appRelease({
              version: '3.0.0',
              operations: ['subscription Two { orderList { id lines { product { name } } } }'],
            }),
          ),
        [422, 'OPERATIONS_INVALID'],
      ],
    ];
    for (const [name, attempt, expected] of cases)
      expect([name, ...(await codeOf(await attempt()))]).toEqual([name, ...expected]);
    expect(await stored()).toEqual(before);
  });

  it('that breaks off in the middle of the connection leaves nothing behind', async () => {
    const before = await stored();
    const body = await uploadBody(await appRelease({ version: '4.0.0' }));
    await new Promise<void>((resolve) => {
      const req = request(`${world.gateway.url}/_artifacts/orders/4.0.0`, {
        method: 'PUT',
        headers: {
          authorization: `Bearer ${tokens.orders}`,
          'content-encoding': 'gzip',
          'content-length': body.length,
        },
      });
      req.on('error', () => resolve());
      req.write(body.subarray(0, body.length / 2), () => req.destroy());
    });
    // The next upload is proof that the gateway is done with the broken one's connection, or does not care.
    expect((await world.upload(await appRelease({ version: '4.0.1' }))).status).toBe(201);
    expect((await stored()).orders.filter((version) => version !== '4.0.1')).toEqual(before.orders);
  });

  it('whose contract the log could not hold is refused before anything is stored, with what to do', async () => {
    const before = await stored();
    const label = 'x'.repeat(maxContractBytes);
    const commands = [{ id: 'orders.say', label }];
    const refused = await world.upload(await appRelease({ version: '4.1.0', contributions: { commands } }));
    const { code, message } = (await refused.json()) as { code: string; message: string };
    expect([refused.status, code]).toEqual([413, 'CONTRACT_TOO_LARGE']);
    expect(message).toMatch(/orders@4\.1\.0 has \d+ bytes; 491520 is the most\. Take out operations/);
    expect(await stored()).toEqual(before);
    commands[0]!.label = label.slice(2_000);
    expect((await world.upload(await appRelease({ version: '4.1.0', contributions: { commands } }))).status).toBe(201);
  });

  it('that unzips to far more than it may is stopped', async () => {
    const release = await appRelease({ version: '5.0.0' });
    const [manifest = ''] = await linesOf(release);
    // One endless line, and endlessly many.
    for (const fill of [' ', '\n']) {
      const bomb = Buffer.from(gzipSync(Buffer.concat([Buffer.from(manifest), Buffer.alloc(100 * 1024 * 1024, fill)])));
      expect(bomb.length).toBeLessThan(1024 * 1024);
      expect(await codeOf(await world.upload(release, { body: bomb }))).toEqual([413, 'UPLOAD_TOO_LARGE']);
    }
    // Of lines without anything no more than a few are passed over, long before they weigh much.
    const [first = '', ...files] = await linesOf(release);
    const blank = (count: number) => gz([first, '\n'.repeat(count), ...files]);
    expect(await codeOf(await world.upload(release, { body: blank(1_001) }))).toEqual([413, 'UPLOAD_TOO_LARGE']);
    expect((await world.upload(release, { body: blank(3) })).status).toBe(201);
  });
});

describe('a file of a release', () => {
  const get = (path: string, headers: Record<string, string> = {}) =>
    world.fetch(`/_v/orders/1.0.0/${path}`, { headers });

  it('is served for ever, with its type, encoded, and by its tag', async () => {
    const plain = await get('app.js', { 'accept-encoding': 'identity' });
    expect(Object.fromEntries(plain.headers)).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      vary: 'accept-encoding',
    });
    const text = await plain.text();
    for (const encoding of ['br', 'gzip']) {
      const encoded = await get('app.js', { 'accept-encoding': encoding });
      expect(encoded.headers.get('content-encoding')).toBe(encoding);
      expect(Number(encoded.headers.get('content-length'))).toBeLessThan(text.length / 3);
      expect(await encoded.text()).toBe(text);
      const tag = encoded.headers.get('etag')!;
      expect((await get('app.js', { 'accept-encoding': encoding, 'if-none-match': tag })).status).toBe(304);
      expect(tag).not.toBe(plain.headers.get('etag'));
    }
    expect((await get('app.js', { 'accept-encoding': 'br;q=0, gzip' })).headers.get('content-encoding')).toBe('gzip');
    expect((await world.fetch('/_v/orders/1.0.0/app.css')).headers.get('content-type')).toBe('text/css; charset=utf-8');
  });

  it('is the only thing the address leads to', async () => {
    const raw = (path: string) =>
      new Promise<number>((resolve, reject) => {
        request({ host: '127.0.0.1', port: world.gateway.port, path }, (res) => resolve(res.resume().statusCode!))
          .on('error', reject)
          .end();
      });
    const paths = [
      'manifest.json',
      'nope.js',
      '.encoded/app.js.br',
      '../1.0.0/app.js/..',
      '..%2f..%2fdeploy-tokens.json',
      '%2e%2e/%2e%2e/%2e%2e/deploy-tokens.json',
      '..%5c..%5cx.js',
      'app.js%00',
      '%',
      'constructor',
    ];
    for (const path of paths) expect([path, await raw(`/_v/orders/1.0.0/${path}`)]).toEqual([path, 404]);
    expect(await raw('/_v/../../../../etc/passwd')).not.toBe(200);
    expect(await raw('/_v/orders/9.9.9/app.js')).toBe(404);
  });

  it('is not served when one byte of it was flipped on the disk, plain or encoded', async () => {
    const release = await appRelease({ version: '6.0.0' });
    await world.upload(release);
    for (const [file, encoding] of [
      ['app.js', 'identity'],
      ['.encoded/app.js.br', 'br'],
    ] as const) {
      const path = join(world.dataFolder, 'artifacts/orders/6.0.0', file);
      const bytes = await readFile(path);
      bytes[20]! ^= 1;
      await writeFile(path, bytes);
      expect(
        await codeOf(await world.fetch('/_v/orders/6.0.0/app.js', { headers: { 'accept-encoding': encoding } })),
      ).toEqual([500, 'ARTIFACT_CORRUPT']);
    }
    expect((await world.fetch('/_v/orders/6.0.0/app.js', { headers: { 'accept-encoding': 'gzip' } })).status).toBe(200);
  });
});

it("gives a service's code to nobody but who runs it", async () => {
  const app = await appRelease();
  const { module: _module, kind: _kind, team: _team, css: _css, preload: _preload, ...rest } = app.manifest;
  const draft: ServiceManifest = {
    ...rest,
    module: 'orders-service',
    kind: 'service',
    team: 'orders',
    contract: { service: 'orders', schema: 'type Query { a: Int }', events: {}, consumes: {}, live: {}, computed: [] },
  };
  const manifest = { ...draft, digest: await digestOf(draft) };
  expect((await world.upload({ manifest, files: app.files })).status).toBe(201);
  const path = '/_v/orders-service/1.0.0/app.js';
  expect(await codeOf(await world.fetch(path))).toEqual([404, 'NO_SUCH_FILE']);
  const inside = await world.fetch(path, { headers: { authorization: `Bearer ${internalToken}` } });
  expect([inside.status, await inside.text()]).toEqual([200, app.files['app.js']]);
});
