/** How a service's processes are started here: from the sources in the repository, or from what was published. */
import { serviceFlags } from '@tessera/service-kit/node/flags';
import { releaseRunner } from '@tessera/service-kit/node/release';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../data-folder/paths.ts';
import { messageOf } from '../errors/cli-error.ts';
import { hashSources, readBuiltFrom, sourceFolders } from '../publish/sources.ts';
import type { Deployed } from './deployments.ts';
import { ownEnvironment, serviceEnvironment, type ServiceEnvironment } from './environment.ts';
import { readLastLive, type LastLive } from './last-live.ts';
import type { ManagedProcess, ProcessPlan } from './managed-process.ts';
import type { PlannedModule } from './plan.ts';
import { choosePorts } from './ports.ts';
import { releaseName, releaseToRun, type ServiceRelease } from './release-to-run.ts';

export interface ServiceStarterOptions {
  readonly root: string;
  readonly data: DataFolder;
  /** Whose releases these are, where that is not this product: what is live there is what runs here at first. */
  readonly home: DataFolder | undefined;
  readonly services: readonly PlannedModule[];
  /** Service → how many processes of it. @default 1 of each */
  readonly replicas: Readonly<Record<string, number>>;
  /** Process → the port it had at the last start. */
  readonly portsBefore: ReadonlyMap<string, number>;
  readonly environment: Omit<ServiceEnvironment, 'release' | 'port' | 'replica' | 'copyFrom'>;
  /** What every process is told besides. */
  readonly common: Readonly<Record<string, string>>;
  readonly launch: (plan: ProcessPlan) => ManagedProcess;
  readonly say: (line: string) => void;
}

export interface ServiceStarter {
  /** Whether promoting this service changes what runs. */
  follows(service: string): boolean;
  /** Every service, of the release that was live when this was last known; from its source where that is the same. */
  first(): Promise<readonly Deployed[]>;
  /** Another release of a service, from the artifact store. Throws when it cannot be run. */
  release(service: string, release: ServiceRelease, copyFrom: string | undefined): Promise<readonly Deployed[]>;
}

/** One set of processes that run the same. */
interface Running {
  readonly planned: PlannedModule;
  readonly release: string;
  /** What was published, and where it is; undefined: from the sources. */
  readonly artifact: { readonly version: string; readonly entry: string } | undefined;
  readonly copyFrom?: string | undefined;
}

export function createServiceStarter(options: ServiceStarterOptions): ServiceStarter {
  const { root, data, home, services, replicas, portsBefore, environment, common, launch, say } = options;

  const given = new Set<number>();

  // It says what is live: were it changed by what it says, a release that does not start would be the last one.
  const follows = (service: string): boolean => service !== 'releases';

  async function start(running: Running): Promise<Deployed[]> {
    const { planned, release, artifact, copyFrom } = running;
    const { service, module } = planned;
    mkdirSync(join(data.services, service), { recursive: true, mode: 0o700 });
    const base = artifact === undefined ? module : release;
    const names = Array.from({ length: replicas[service] ?? 1 }, (_, at) => (at === 0 ? base : `${base}-${at + 1}`));
    const ports = await choosePorts(
      names.map((name) => portsBefore.get(name)),
      Math.random,
      given,
    );
    for (const port of ports) given.add(port);
    return names.map((name, at) => {
      const replica = artifact === undefined ? sourceReplica(at) : releaseReplica(artifact.version, at);
      const sibling = at === 0 ? copyFrom : `http://127.0.0.1:${ports[0]!}`;
      const own = serviceEnvironment({
        ...environment,
        release,
        port: ports[at]!,
        replica,
        copyFrom: sibling,
        own: ownEnvironment(service, environment.secrets),
      });
      const process = launch({
        name,
        module,
        main: artifact === undefined ? planned.main : releaseRunner,
        ...(artifact === undefined ? {} : { args: [artifact.entry] }),
        flags: serviceFlags,
        port: ports[at]!,
        env: () => ({ ...common, ...own }),
      });
      return { service, release, from: artifact === undefined ? 'source' : 'artifact', replica, process };
    });
  }

  async function firstOf(planned: PlannedModule, live: LastLive | undefined): Promise<Running> {
    const source = (release: string): Running => ({ planned, release, artifact: undefined });
    const asItIs = source(`${planned.module}@${planned.version}`);
    if (live === undefined || !follows(planned.service)) return asItIs;
    if (live.from === 'source' && isUnchanged(planned, live)) return source(releaseName(live));
    try {
      const entry = await releaseToRun(data, live);
      return { planned, release: releaseName(live), artifact: { version: live.version, entry } };
    } catch (error) {
      say(`${releaseName(live)} is live and cannot be run: ${messageOf(error)} The sources run instead.`);
      return asItIs;
    }
  }

  function isUnchanged({ module, main }: PlannedModule, live: ServiceRelease): boolean {
    const built = readBuiltFrom(data)[module];
    if (built?.version !== live.version || built.digest !== live.digest) return false;
    return built.sources === hashSources(sourceFolders(root, 'service', join(main, '..', '..')));
  }

  return {
    follows,
    async first() {
      const live = { ...(home === undefined ? {} : readLastLive(home)), ...readLastLive(data) };
      const started: Deployed[] = [];
      for (const planned of services) started.push(...(await start(await firstOf(planned, live[planned.service]))));
      return started;
    },
    async release(service, release, copyFrom) {
      const planned = services.find((one) => one.service === service);
      if (planned === undefined) throw new Error(`teams.json lists no service "${service}"`);
      const entry = await releaseToRun(data, release);
      return start({ planned, release: releaseName(release), artifact: { version: release.version, entry }, copyFrom });
    },
  };
}

/** The first one has the service's own read store. */
function sourceReplica(at: number): string | undefined {
  return at === 0 ? undefined : String(at + 1);
}

/** Each release has a read store of its own: its folds may be others. */
function releaseReplica(version: string, at: number): string {
  return at === 0 ? version : `${version}_${at + 1}`;
}
