/** Which processes run when the composition names another release: judged by what the gateway says of whom it asks. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { dataFolder } from '../data-folder/paths.ts';
import { createDeployments, type Deployed, type Deployments } from './deployments.ts';
import type { ServiceRouting } from './services-status.ts';

const rollbackWindowMs = 1_000;
let folder: string;
let now: number;
let stopped: string[];
/** What is being answered by whoever is asked to stop. */
let drained: Promise<void>;
let deployments: Deployments;

/** A process that does as it is told. */
function deployed(version: string, port: number): Deployed {
  const release = `shop-service@${version}`;
  const status = { name: release, module: 'shop-service', pid: port, port, state: 'ready', restarts: 0, since: '' };
  return {
    service: 'shop',
    release,
    from: 'artifact',
    replica: version,
    process: {
      plan: { port } as Deployed['process']['plan'],
      status: () => status as ReturnType<Deployed['process']['status']>,
      whenFirstReady: async () => true,
      stop() {
        stopped.push(version);
        return drained;
      },
    },
  };
}
const named = (version: string) => ({ release: `shop-service@${version}`, version, digest: version });
const ports: Readonly<Record<string, number>> = { '1.0.0': 1, '1.1.0': 2, '1.2.0': 3 };
const urlOf = (version: string) => `http://127.0.0.1:${ports[version]}`;

/** The gateway asks `serving`, while the composition names `wanted`. */
const follow = (wanted: string, serving: string, more: Partial<ServiceRouting> = {}): Promise<void> =>
  deployments.follow({
    environment: 'production',
    revision: null,
    services: {
      shop: {
        ...{ wanted: named(wanted), killed: [], beside: [], problem: null, instances: [] },
        serving: { release: `shop-service@${serving}`, urls: [urlOf(serving)] },
        ...more,
      },
    },
  });
const readStore = (version: string) => join(folder, 'services', `shop.${version}`);
const running = () => deployments.status().map(({ release, role }) => `${release?.split('@')[1]} ${role}`);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tessera-deployments-'));
  const data = dataFolder(folder, { flag: folder, env: undefined, cwd: folder });
  mkdirSync(data.cli, { recursive: true });
  [now, stopped, drained] = [0, [], Promise.resolve()];
  deployments = createDeployments({
    data,
    first: [deployed('1.0.0', ports['1.0.0']!)],
    follows: (service) => service === 'shop',
    async start(_service, { version }) {
      mkdirSync(readStore(version), { recursive: true });
      return [deployed(version, ports[version]!)];
    },
    onChange: () => undefined,
    say: () => undefined,
    rollbackWindowMs,
    now: () => now,
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('what is replaced is kept for the rollback window, which begins when nobody is sent there any more', async () => {
  await follow('1.1.0', '1.0.0');
  expect(running()).toEqual(['1.0.0 live', '1.1.0 next']);
  // The gateway has not gone over: however long that takes, it leaves as much time to go back.
  now = 5 * rollbackWindowMs;
  await follow('1.1.0', '1.0.0');
  await follow('1.1.0', '1.1.0');
  expect(running()).toEqual(['1.0.0 kept', '1.1.0 live']);
  now += rollbackWindowMs - 1;
  await follow('1.1.0', '1.1.0');
  expect(stopped).toEqual([]);
  now += 1;
  await follow('1.1.0', '1.1.0');
  await expect.poll(running).toEqual(['1.1.0 live']);
  expect(stopped).toEqual(['1.0.0']);
});

it('going back ends the window, and so does standing in for what went away: the next one is a whole one', async () => {
  await follow('1.1.0', '1.1.0');
  now = rollbackWindowMs - 1;
  await follow('1.0.0', '1.0.0');
  await follow('1.1.0', '1.1.0');
  now += rollbackWindowMs - 1;
  await follow('1.1.0', '1.0.0');
  await follow('1.1.0', '1.1.0');
  now += rollbackWindowMs - 1;
  await follow('1.1.0', '1.1.0');
  expect(running()).toEqual(['1.0.0 kept', '1.1.0 live']);
  expect(stopped).toEqual([]);
});

it('a release that requests never went to has its window from when another one was named', async () => {
  await follow('1.1.0', '1.0.0');
  await follow('1.2.0', '1.0.0');
  now = rollbackWindowMs;
  await follow('1.2.0', '1.0.0');
  await expect.poll(running).toEqual(['1.0.0 live', '1.2.0 next']);
  expect(stopped).toEqual(['1.1.0']);
});

it.each([
  ['the way back was given up', { finalized: true }],
  ['it was killed', { killed: ['1.0.0'] }],
] as const)('%s: the former process ends at once, and still not before nobody is sent there', async (_, said) => {
  await follow('1.1.0', '1.0.0', said);
  expect(stopped).toEqual([]);
  await follow('1.1.0', '1.1.0', said);
  await expect.poll(running).toEqual(['1.1.0 live']);
  expect(stopped).toEqual(['1.0.0']);
});

it('who previews the former release, or is its canary, keeps it although the way back was given up', async () => {
  const apart = { ...named('1.0.0'), purpose: 'preview', urls: [], problem: null } as const;
  await follow('1.1.0', '1.1.0', { finalized: true, beside: [apart] });
  await follow('1.1.0', '1.1.0', { finalized: true, beside: [apart] });
  expect(running()).toEqual(['1.0.0 preview', '1.1.0 live']);
  await follow('1.1.0', '1.1.0', { finalized: true });
  await expect.poll(running).toEqual(['1.1.0 live']);
});

it('a gateway that does not know of giving up says nothing of it: the window counts', async () => {
  await follow('1.1.0', '1.1.0');
  expect(running()).toEqual(['1.0.0 kept', '1.1.0 live']);
  expect(stopped).toEqual([]);
});

it('one that is wanted again while it stops is started when it is gone: both have the same read store', async () => {
  const draining = Promise.withResolvers<void>();
  drained = draining.promise;
  await follow('1.1.0', '1.0.0');
  await follow('1.1.0', '1.1.0', { finalized: true });
  expect(stopped).toEqual(['1.0.0']);
  await follow('1.0.0', '1.1.0');
  expect(running()).toHaveLength(2);
  draining.resolve();
  await expect.poll(running).toEqual(['1.1.0 live']);
  await follow('1.0.0', '1.1.0');
  expect(running()).toEqual(['1.1.0 live', '1.0.0 next']);
  expect(existsSync(readStore('1.0.0'))).toBe(true);
});
