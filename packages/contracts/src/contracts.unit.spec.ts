import { describe, expect, it } from 'vitest';
import {
  ContractError,
  canonicalJson,
  compareVersions,
  digestOf,
  integrityOf,
  isFilePath,
  isModuleName,
  isVersion,
  noContributions,
  operationHash,
  ownerOf,
  parseManifest,
  parseTeams,
  uploadLines,
  verifyManifest,
} from './index.ts';
import type { AppManifest } from './index.ts';

const text = 'query OrdersList { orders { total } }';

async function manifest(change: (draft: AppManifest) => void = () => undefined): Promise<AppManifest> {
  const draft: AppManifest = {
    schemaVersion: 1,
    module: 'orders',
    kind: 'app',
    team: 'orders',
    version: '1.0.0',
    digest: '',
    builtAt: '2026-11-23T10:00:00.000Z',
    entry: 'orders.js',
    css: [],
    preload: ['assets/chunk-1.js'],
    files: {
      'orders.js': { integrity: await integrityOf('a'), bytes: 1, type: 'text/javascript; charset=utf-8' },
      'assets/chunk-1.js': { integrity: await integrityOf('b'), bytes: 1, type: 'text/javascript; charset=utf-8' },
    },
    contract: {
      operations: [
        {
          name: 'OrdersList',
          kind: 'query',
          hash: await operationHash(text),
          text,
          source: { file: 'orders.graphql', line: 1 },
        },
      ],
      shared: { react: '^19.3.0' },
      contributions: noContributions,
    },
  };
  change(draft);
  return { ...draft, digest: await digestOf(draft) };
}

const problemOf = (read: () => unknown): ContractError => {
  try {
    read();
  } catch (error) {
    if (error instanceof ContractError) return error;
    throw error;
  }
  throw new Error('it was accepted');
};

describe('canonical JSON', () => {
  it('is the same text whatever order the members were written in', () => {
    expect(canonicalJson({ b: [1, { d: 1, c: 'é\n' }], a: null, skip: undefined })).toBe(
      '{"a":null,"b":[1,{"c":"é\\n","d":1}]}',
    );
    expect(canonicalJson({ a: 1, B: 2, '€': 3 })).toBe(canonicalJson({ '€': 3, B: 2, a: 1 }));
  });

  it('refuses what JSON cannot say', () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow(/no JSON form/);
    expect(() => canonicalJson(() => 1)).toThrow(/no JSON form/);
  });
});

describe('names', () => {
  it('keeps every path inside its release', () => {
    for (const good of ['a.js', 'assets/chunk-D_x1.js', '__mf/virtual~1.js', 'a/b/c.css'])
      expect(isFilePath(good)).toBe(true);
    const bad = [
      '',
      '/a.js',
      '../a.js',
      'a/../b.js',
      'a//b.js',
      './a.js',
      'a/.hidden',
      'a\\b.js',
      'C:a.js',
      'a\0.js',
      'a/',
      'nul.js',
      'x.',
      'é.js',
      'a%2e.js',
    ];
    for (const path of bad) expect(isFilePath(path), path).toBe(false);
  });

  it('knows modules and versions', () => {
    for (const good of ['orders', 'shared-ui', 'a1']) expect(isModuleName(good)).toBe(true);
    for (const bad of ['Orders', '-a', 'a--b', '_v', '../x', '']) expect(isModuleName(bad), bad).toBe(false);
    for (const good of ['1.0.0', '0.0.1-dev.20261123', '10.2.3-rc-1']) expect(isVersion(good)).toBe(true);
    for (const bad of ['1.0', '1.0.0+build', '01.0.0', 'v1.0.0', '1.0.0/..', ''])
      expect(isVersion(bad), bad).toBe(false);
  });

  it("sorts versions by Semantic Versioning's own example", () => {
    const order = [
      '1.0.0-alpha',
      '1.0.0-alpha.1',
      '1.0.0-alpha.beta',
      '1.0.0-beta',
      '1.0.0-beta.2',
      '1.0.0-beta.11',
      '1.0.0-rc.1',
      '1.0.0',
      '2.0.0',
      '2.1.0',
      '2.1.11',
    ];
    expect([...order].reverse().sort(compareVersions)).toEqual(order);
  });
});

describe('a manifest', () => {
  it('is accepted when it is what it says, and keeps its digest over a rebuild at another time', async () => {
    const first = await manifest();
    expect(await verifyManifest(JSON.parse(JSON.stringify(first)))).toEqual(first);
    expect((await manifest((draft) => (draft.builtAt = '2027-01-01T00:00:00.000Z'))).digest).toBe(first.digest);
    expect((await manifest((draft) => (draft.version = '1.0.1'))).digest).not.toBe(first.digest);
  });

  it('is refused when its content is not what its digest says', async () => {
    const lying = { ...(await manifest()), team: 'catalog' };
    await expect(verifyManifest(lying)).rejects.toMatchObject({ code: 'DIGEST_MISMATCH' });
    const operation = await manifest((draft) => (draft.contract.operations[0]!.text += ' '));
    await expect(verifyManifest(operation)).rejects.toThrow(
      /contract\.operations\[0\]\.hash: is not the sha256 of the text of "OrdersList"/,
    );
  });

  it('names every wrong path, and what to do', async () => {
    const good = await manifest();
    const error = problemOf(() =>
      parseManifest({ ...good, version: '1', extra: true, files: { '../../etc/passwd': good.files['orders.js'] } }),
    );
    expect(error.message).toContain('The manifest of orders@1 is not valid');
    expect(error.issues.map((issue) => issue.path)).toEqual(
      expect.arrayContaining(['version', 'files["../../etc/passwd"]']),
    );
    expect(error.message).toContain('build again');
  });

  it('of a service is of the module that requests to it go by', async () => {
    const { entry: _entry, css: _css, preload: _preload, ...good } = await manifest();
    const contract = {
      service: 'orders',
      schema: 'type Query { a: Int }',
      streams: [],
      events: {},
      consumes: {},
      live: {},
      computed: [],
    };
    const service = (module: string) => ({ ...good, kind: 'service', module, contract });
    expect(parseManifest(service('orders-service'))).toMatchObject({ module: 'orders-service' });
    expect(problemOf(() => parseManifest(service('sales-service'))).issues.map(({ path }) => path)).toEqual([
      'contract.service',
    ]);
  });

  it('is refused when it contradicts itself', async () => {
    const good = await manifest();
    const file = good.files['orders.js']!;
    const pathsOf = (value: unknown) => problemOf(() => parseManifest(value)).issues.map((issue) => issue.path);
    expect(pathsOf({ ...good, entry: 'other.js' })).toEqual(['entry']);
    expect(pathsOf({ ...good, files: { ...good.files, 'Orders.js': file } })).toEqual(['files["Orders.js"]']);
    expect(pathsOf({ ...good, files: { 'A.js': file, 'a.js': file, ...good.files } })).toEqual(['files["a.js"]']);
    expect(pathsOf({ ...good, files: { ...good.files, 'orders.js/x.js': file } })).toEqual(['files["orders.js/x.js"]']);
    expect(pathsOf({ ...good, files: { ...good.files, 'page.html': file } })).toEqual(['files["page.html"]']);
    expect(pathsOf({ ...good, files: { ...good.files, 'orders.js': { ...file, type: 'text/html' } } })).toEqual([
      'files["orders.js"].type',
    ]);
    expect(pathsOf({ ...good, files: { ...good.files, 'orders.js': { ...file, bytes: 65 * 1024 * 1024 } } })).toEqual([
      'files',
    ]);
  });
});

it('an upload is the manifest, then every file', async () => {
  const lines: string[] = [];
  for await (const line of uploadLines(await manifest(), (path) => Promise.resolve(btoa(path)))) lines.push(line);
  expect(lines.map((line) => (JSON.parse(line) as { path?: string }).path)).toEqual([
    undefined,
    'orders.js',
    'assets/chunk-1.js',
  ]);
});

it('teams.json knows whom to ask, and refuses a module of nobody', () => {
  const source = {
    teams: { orders: { name: 'Orders', contact: '#team-orders' } },
    modules: { orders: { kind: 'app', team: 'orders', path: 'apps/orders' } },
    elsewhere: { notes: { kind: 'app', team: 'orders' } },
  };
  const teams = parseTeams(source);
  expect(ownerOf(teams, 'notes')?.contact).toBe('#team-orders');
  expect(ownerOf(teams, 'orders')).toEqual({ team: 'orders', name: 'Orders', contact: '#team-orders' });
  expect(ownerOf(teams, 'other')).toBeUndefined();
  const orphan = { ...source, modules: { orders: { kind: 'app', team: 'gone', path: 'x' } } };
  expect(problemOf(() => parseTeams(orphan)).issues[0]!.path).toBe('modules.orders.team');
  const stranger = { ...source, elsewhere: { notes: { kind: 'app', team: 'gone' } } };
  expect(problemOf(() => parseTeams(stranger)).issues[0]!.path).toBe('elsewhere.notes.team');
});
