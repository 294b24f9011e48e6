/**
 * `tessera start`: the whole product on this machine. Says each step and its time; the last line has the URL. Runs until
 * a signal (or the end of whatever started it) asks it to drain.
 */
import { isModuleName } from '@tessera/contracts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { aboutEnvironment, chooseEnvironment, readEnvironment, type Environment } from '../data-folder/home.ts';
import { dataFolder, type DataFolder } from '../data-folder/paths.ts';
import { writeAtomically } from '../data-folder/write-atomically.ts';
import { CliError } from '../errors/cli-error.ts';
import { promoteAsAtHome } from '../first-run/as-at-home.ts';
import { changedSources } from '../first-run/changed-sources.ts';
import { neverPublished, publishAll, type PublishRun } from '../first-run/first-releases.ts';
import { createGatewayClient } from '../gateway/gateway-client.ts';
import { findToken } from '../gateway/find-gateway.ts';
import { listLive } from '../gateway/releases-api.ts';
import { readSeeds, sendSeeds, type ServiceSeed } from '../first-run/seed.ts';
import { isFree } from '../supervisor/ports.ts';
import { startSupervisor, type Supervisor } from '../supervisor/supervisor.ts';
import { createSteps, type Steps } from '../terminal/steps.ts';
import { formatDuration } from '../terminal/time.ts';
import { untilAskedToEnd } from './until-asked-to-end.ts';
import type { Context } from './context.ts';

export interface StartOptions {
  readonly port?: string;
  readonly environment: string;
  /** Whose releases are served. */
  readonly serve?: string;
  /** A data folder. */
  readonly releasesOf?: string;
  /** `orders=2,catalog=3` */
  readonly replicas?: string;
  /** Minutes. */
  readonly rollbackWindow?: string;
  /** `--no-seed` */
  readonly seed: boolean;
  /** `--no-publish` */
  readonly publish: boolean;
}

const defaultPort = 4000;

export async function startCommand(context: Context, options: StartOptions): Promise<void> {
  const { output, data, root } = context;
  const { style } = output;
  const started = performance.now();
  const asked = untilAskedToEnd();
  const steps = createSteps(output);
  const environment = environmentOf(context, options);
  const home = folderOf(context, environment.home);
  const port = await choosePort(context, options.port);
  const supervisor = await startSupervisor({
    root,
    data,
    port,
    environment: options.environment,
    serves: environment.serves,
    home,
    log: process.env.TESSERA_LOG,
    replicas: parseReplicas(options.replicas ?? ''),
    rollbackWindowMs: parseMinutes(options.rollbackWindow ?? '10'),
    say: (line) => output.say(`  ${line}`),
  });
  const about = aboutEnvironment(environment);
  output.say(`${style.good('✓')} data folder ${data.root}${about === '' ? '' : style.dim(`, ${about}`)}`);

  let publishing: PublishRun | undefined;
  try {
    const publishes = options.publish && home === undefined;
    const unpublished = publishes ? neverPublished(root, supervisor.plan.teams, data) : [];
    if (unpublished.length > 0) {
      output.say(`  building and publishing ${unpublished.length} modules for the first time`);
      publishing = publishAll(firstReleases(context, environment, unpublished));
    }
    const settingUp = setUp({ context, supervisor, steps, publishing, options, environment });
    const ended = await Promise.race([settingUp.then(() => false), asked.then(() => true)]);
    if (!ended) {
      supervisor.announceReady();
      for (const { module, version, path } of changedSources(root, supervisor.plan.teams, data)) {
        output.say(
          `${style.warn('!')} ${path} has changed since ${module}@${version} was published; to publish it: npx tessera publish ${path}`,
        );
      }
      output.say(
        `\n${style.strong(supervisor.url)}  is up after ${formatDuration(performance.now() - started)}. Ctrl+C ends it; \`npx tessera --help\` shows what else there is.`,
      );
      await asked;
    } else settingUp.catch(() => undefined);
    output.say('\ndraining');
  } finally {
    publishing?.stop();
    await supervisor.stop();
  }
  output.say(`${style.good('✓')} stopped`);
}

function folderOf({ root, cwd }: Context, home: string | undefined): DataFolder | undefined {
  return home === undefined ? undefined : dataFolder(root, { flag: home, env: undefined, cwd });
}

function environmentOf(context: Context, { serve, releasesOf }: StartOptions): Environment {
  if (serve !== undefined && !isModuleName(serve))
    throw new CliError('USAGE', `"${serve}" names no environment`, {
      advice: 'Use lower-case words joined by hyphens: --serve staging',
    });
  return chooseEnvironment(context.data, { serves: serve, home: folderOf(context, releasesOf) });
}

interface Setup {
  readonly context: Context;
  readonly supervisor: Supervisor;
  readonly steps: Steps;
  readonly publishing: PublishRun | undefined;
  readonly options: StartOptions;
  readonly environment: Environment;
}

async function setUp({ context, supervisor, steps, publishing, options, environment }: Setup): Promise<void> {
  const seeded = join(context.data.cli, 'seeded');
  const seeding = async () => {
    if (!options.seed || existsSync(seeded)) return;
    const seeds = await readSeeds(context.root, servicePaths(supervisor));
    if (seeds.length > 0) {
      await supervisor.whenServicesReady();
      await steps.step('seed data', () => seed(supervisor, seeds));
    }
    writeAtomically(seeded, `${new Date().toISOString()}\n`);
  };
  await Promise.all([
    steps.step(`${supervisor.plan.services.length} services and the gateway`, () => supervisor.whenReady()),
    seeding(),
    publishing?.done.then((code) => reportFirstReleases(context, code)),
  ]);
  if (!options.publish || publishing) return;
  const home = folderOf(context, environment.home);
  if (home === undefined) await promoteWhatBrokeOff(context, supervisor, environment);
  else if (!existsSync(asAtHome(context.data)))
    await steps.step(`releases as at ${home.root}`, () => promoteFirst(context, supervisor, environment, home));
}

/** Made when it was done: what is retired here later stays so. */
const asAtHome = ({ cli }: DataFolder) => join(cli, 'as-at-home');

async function promoteFirst(
  { data, output }: Context,
  { url }: Supervisor,
  { serves }: Environment,
  home: DataFolder,
): Promise<void> {
  await promoteAsAtHome({
    gatewayAs: (team) => createGatewayClient({ url, token: findToken(data, team, {}) }),
    serves,
    from: readEnvironment(home)?.serves ?? 'production',
    say: (line) => output.say(`  ${line}`),
  });
  writeAtomically(asAtHome(data), `${new Date().toISOString()}\n`);
}

function firstReleases({ root, data, output }: Context, { serves }: Environment, paths: readonly string[]) {
  return { root, data, environment: serves, paths, say: (line: string) => output.say(`  ${line}`) };
}

/** A first start that was ended between a release and its promotion left files, and nothing live. Publishing again finds that out. */
async function promoteWhatBrokeOff(
  context: Context,
  { plan, url }: Supervisor,
  environment: Environment,
): Promise<void> {
  const { data, output } = context;
  const modules = Object.entries(plan.teams.modules).filter(
    ([, { kind }]) => kind === 'library' || kind === 'shell' || kind === 'app',
  );
  const [first] = modules;
  if (first === undefined) return;
  const gateway = createGatewayClient({ url, token: findToken(data, first[1].team, {}) });
  const live = new Set((await listLive(gateway, environment.serves)).map(({ module }) => module));
  const order = ['library', 'shell', 'app'];
  const missing = modules
    .filter(([module]) => !live.has(module))
    .sort(([, a], [, b]) => order.indexOf(a.kind) - order.indexOf(b.kind));
  if (missing.length === 0) return;
  output.say(`  ${missing.map(([module]) => module).join(', ')} never went live; publishing again`);
  const paths = missing.map(([, { path }]) => path);
  reportFirstReleases(context, await publishAll(firstReleases(context, environment, paths)).done);
}

async function seed({ secrets, portOf }: Supervisor, seeds: readonly ServiceSeed[]): Promise<void> {
  const urlOf = (service: string) => `http://127.0.0.1:${portOf(service)}`;
  await sendSeeds({ seeds, urlOf, token: secrets.internalToken });
}

function servicePaths({ plan }: Supervisor): { service: string; path: string }[] {
  return plan.services.map(({ service, module }) => ({ service, path: plan.teams.modules[module]!.path }));
}

/** One app that cannot be built does not keep the product from starting; a product without its shell has no page. */
function reportFirstReleases({ output, data }: Context, code: number): void {
  if (code === 0) return;
  if (!existsSync(join(data.artifacts, 'shell'))) {
    throw new CliError('START_FAILED', 'The shell could not be published, and without it there is no page', {
      why: 'its reason is above',
      advice: 'Mend it and start again; what went well is not repeated.',
    });
  }
  output.say(
    `${output.style.warn('!')} not everything could be published (see above); the rest runs. Mend it, then: npx tessera publish <path> --promote`,
  );
}

function parseReplicas(text: string): Record<string, number> {
  const entries = text.split(',').flatMap((part): [string, number][] => {
    if (part.trim() === '') return [];
    const [service = '', count = ''] = part.trim().split('=');
    const number = Number(count);
    if (service !== '' && Number.isInteger(number) && number >= 1 && number <= 16) return [[service, number]];
    throw new CliError('USAGE', `"${part}" says no number of replicas`, {
      advice: 'Write --replicas <service>=<1 to 16>, several joined by commas: orders=2,catalog=3',
    });
  });
  return Object.fromEntries(entries);
}

function parseMinutes(text: string): number {
  const minutes = Number(text);
  if (text.trim() !== '' && minutes >= 0 && minutes <= 24 * 60) return minutes * 60_000;
  throw new CliError('USAGE', `"${text}" is no rollback window`, {
    advice: 'Write minutes, 0 to 1440: --rollback-window 10',
  });
}

/** `--port` is exact; the default may move on when something else is using it, and says so. */
async function choosePort({ output }: Context, flag: string | undefined): Promise<number> {
  const wanted = flag ?? process.env.PORT;
  const port = wanted === undefined ? defaultPort : Number(wanted);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new CliError('USAGE', `"${wanted}" is no port`, { advice: 'Give --port a number from 1 to 65535.' });
  }
  if (await isFree(port)) return port;
  if (wanted !== undefined) {
    throw new CliError('START_FAILED', `Port ${port} is in use`, {
      advice: 'Choose another with --port, or end what is using it.',
    });
  }
  for (let next = port + 1; next < port + 50; next++) {
    if (!(await isFree(next))) continue;
    output.say(`${output.style.warn('!')} port ${port} is in use; taking ${next}`);
    return next;
  }
  throw new CliError('START_FAILED', `Ports ${port} to ${port + 49} are all in use`, {
    advice: 'Choose one with --port.',
  });
}
