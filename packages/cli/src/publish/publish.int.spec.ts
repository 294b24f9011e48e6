/** Publishing an app to a platform that is only what the seams say: an artifact route and the releases' mutations. */
import { type Manifest, verifyManifest } from '@tessera/contracts';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { repository } from '../commands/context.ts';
import { dataFolder, type DataFolder } from '../data-folder/paths.ts';
import { createGatewayClient } from '../gateway/gateway-client.ts';
import { changedSources } from '../first-run/changed-sources.ts';
import { readTeams } from '../supervisor/plan.ts';
import { findModule } from './find-module.ts';
import { publishModule, type Published } from './publish.ts';
import { readBuiltFrom } from './sources.ts';

let folder: string;
let data: DataFolder;
let platform: ReturnType<typeof fakePlatform>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-publish-'));
  data = dataFolder(folder, { flag: join(folder, 'data'), env: undefined, cwd: folder });
  mkdirSync(data.cli, { recursive: true });
  platform = fakePlatform();
  write(
    'package.json',
    JSON.stringify({ name: '@tessera/app-orders', version: '1.0.0', dependencies: { react: '19.3.1' } }),
  );
  write('src/app.ts', "export default { name: 'orders', routes: [], pages: {} };");
  write('src/entry.js', 'export default 1;');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, 'app', path)), { recursive: true });
  writeFileSync(join(folder, 'app', path), content);
}

/** Keeps what it is sent, like the gateway and the releases service, and can be told to refuse. */
function fakePlatform() {
  const uploads: { path: string; manifest: Manifest; files: Record<string, string> }[] = [];
  const releases: { version: string; digest: string; commandId: string }[] = [];
  const refuse: { upload?: Response; publish?: { code: string; message: string; field: null } } = {};
  const handle = (async (url: URL, init: RequestInit) => {
    if (init.method === 'PUT') {
      if (refuse.upload) return refuse.upload;
      const [first, ...rest] = gunzipSync(init.body as Uint8Array)
        .toString()
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { path: string; base64: string });
      const files = Object.fromEntries(
        rest.map(({ path, base64 }) => [path, Buffer.from(base64, 'base64').toString()]),
      );
      const manifest = await verifyManifest(first);
      if (uploads.some((each) => each.path === url.pathname && each.manifest.digest !== manifest.digest))
        return Response.json({ code: 'RELEASE_EXISTS', message: 'Other content.' }, { status: 409 });
      uploads.push({ path: url.pathname, manifest, files });
      return Response.json({});
    }
    const { query, variables } = JSON.parse(String(init.body)) as {
      query: string;
      variables: { input: { version: string; digest: string; commandId: string } };
    };
    if (query.startsWith('query CliReleases'))
      return Response.json({ data: { releases: { items: releases, next: null } } });
    if (refuse.publish) return Response.json({ data: { result: { problem: refuse.publish } } });
    releases.push(variables.input);
    return Response.json({ data: { result: { problem: null } } });
  }) as unknown as typeof fetch;
  return {
    uploads,
    releases,
    refuse,
    gateway: createGatewayClient({ url: 'http://gateway', token: 't', fetch: handle }),
  };
}

function publish(version?: string): Promise<Published> {
  const module = findModule(repository, readTeams(repository), join(folder, 'app'), folder);
  return publishModule({
    root: repository,
    data,
    module,
    version,
    connect: () => Promise.resolve({ gateway: platform.gateway, contracts: [] }),
    build: (_module, outDir) => {
      writeFileSync(join(outDir, 'entry.js'), readFileSync(join(folder, 'app', 'src/entry.js')));
      return Promise.resolve({ entry: 'entry.js', css: [], preload: [] });
    },
  });
}

describe('publishing', () => {
  it('sends a manifest that holds and every file, then records the release', async () => {
    expect(await publish()).toMatchObject({ module: 'orders', version: '1.0.0', isNew: true, files: 1 });
    const [upload] = platform.uploads;
    expect(upload).toMatchObject({ path: '/_artifacts/orders/1.0.0', files: { 'entry.js': 'export default 1;' } });
    expect(upload!.manifest).toMatchObject({ kind: 'app', team: 'orders', contract: { shared: { react: '^19.3.1' } } });
    expect(platform.releases).toEqual([
      expect.objectContaining({
        version: '1.0.0',
        digest: upload!.manifest.digest,
        kind: 'APP',
        contact: '#team-orders',
        size: 17,
      }),
    ]);
  });

  it('does nothing for the same content, and takes the next patch for other content', async () => {
    await publish();
    expect(await publish()).toMatchObject({ version: '1.0.0', isNew: false });
    expect(platform.uploads).toHaveLength(1);
    write('src/entry.js', 'export default 2;');
    expect(await publish()).toMatchObject({ version: '1.0.1', insteadOf: '1.0.0', isNew: true });
    expect(platform.uploads[1]!.manifest.version).toBe('1.0.1');
    write('src/entry.js', 'export default 1;');
    expect(await publish()).toMatchObject({ version: '1.0.0', isNew: false });
  });

  it('takes the next patch, too, where a version was sent and never recorded: its token was revoked in between', async () => {
    platform.refuse.publish = { code: 'FORBIDDEN', message: 'Only team orders may publish orders.', field: null };
    await expect(publish()).rejects.toMatchObject({ code: 'REFUSED' });
    delete platform.refuse.publish;
    write('src/entry.js', 'export default 2;');
    await expect(publish('1.0.0')).rejects.toMatchObject({ refusal: 'RELEASE_EXISTS' });
    expect(await publish()).toMatchObject({ version: '1.0.1', insteadOf: '1.0.0', isNew: true });
    // The same content goes on where it was.
    write('src/entry.js', 'export default 1;');
    expect(await publish()).toMatchObject({ version: '1.0.0', isNew: true });
    expect(platform.releases.map(({ version }) => version)).toEqual(['1.0.1', '1.0.0']);
  });

  it('refuses an exact version that has other content, before anything is sent', async () => {
    await publish();
    write('src/entry.js', 'export default 2;');
    await expect(publish('1.0.0')).rejects.toMatchObject({
      code: 'VERSION_TAKEN',
      message: expect.stringContaining('other content'),
    });
    expect(platform.uploads).toHaveLength(1);
  });

  it('hands on why the platform refused, and what to do', async () => {
    platform.refuse.upload = Response.json({ code: 'FORBIDDEN', message: 'Not your module.' }, { status: 403 });
    await expect(publish()).rejects.toMatchObject({
      code: 'UPLOAD_REFUSED',
      why: 'Not your module.',
      refusal: 'FORBIDDEN',
      advice: expect.stringContaining('TESSERA_TOKEN'),
    });
    delete platform.refuse.upload;
    platform.refuse.publish = { code: 'FORBIDDEN', message: 'Only team orders may publish orders.', field: null };
    await expect(publish()).rejects.toMatchObject({
      code: 'REFUSED',
      why: 'Only team orders may publish orders.',
      refusal: 'FORBIDDEN',
    });
    expect(readBuiltFrom(data)).toEqual({});
  });

  it('may be repeated after it broke off in the middle: the same command, the same release', async () => {
    platform.refuse.publish = { code: 'X', message: 'later', field: null };
    await expect(publish()).rejects.toThrow();
    delete platform.refuse.publish;
    await publish();
    expect(platform.uploads.map(({ manifest }) => manifest.digest)).toHaveLength(2);
    expect(new Set(platform.uploads.map(({ manifest }) => manifest.digest)).size).toBe(1);
    expect(platform.releases[0]!.commandId).toMatch(/^publish-[0-9a-f]{40}$/);
  });

  it('remembers from which sources, so that a later edit shows', async () => {
    const teams = { teams: {}, modules: { orders: { kind: 'app' as const, team: 'orders', path: 'app' } } };
    await publish();
    expect(changedSources(folder, teams, data)).toEqual([]);
    write('src/list.unit.spec.ts', 'a test is not built');
    write('.tessera/graphql/graphql.ts', 'neither is what is generated an edit');
    expect(changedSources(folder, teams, data)).toEqual([]);
    write('src/entry.js', 'export default 2;');
    expect(changedSources(folder, teams, data)).toEqual([{ module: 'orders', version: '1.0.0', path: 'app' }]);
  });
});

describe('the way to the gateway', () => {
  it('is tried again while the gateway restarts, then given up with its reason', async () => {
    let calls = 0;
    const down = (() =>
      Promise.reject(
        new TypeError('fetch failed', { cause: new Error(`connect ECONNREFUSED ${++calls}`) }),
      )) as typeof fetch;
    const gateway = createGatewayClient({ url: 'http://gateway', fetch: down, retries: [1, 1] });
    await expect(gateway.graphql('{ x }', {})).rejects.toMatchObject({
      code: 'GATEWAY_UNREACHABLE',
      why: 'connect ECONNREFUSED 3',
    });
  });

  it('tells a wrong token from a refusal', async () => {
    const answering = (status: number, body: unknown) =>
      createGatewayClient({
        url: 'http://gateway',
        fetch: (async () => Response.json(body, { status })) as unknown as typeof fetch,
      });
    await expect(answering(401, {}).graphql('{ x }', {})).rejects.toMatchObject({ code: 'NO_TOKEN' });
    const errors = [{ message: 'releases fell over', extensions: { code: 'INTERNAL', correlationId: 'c-7' } }];
    await expect(answering(200, { data: null, errors }).graphql('{ x }', {})).rejects.toMatchObject({
      code: 'REFUSED',
      why: 'releases fell over [INTERNAL]',
      advice: expect.stringContaining('c-7'),
    });
  });
});
