/**
 * The processes of the product's services, and of which releases they are. Follows the composition: what it names is started beside
 * what runs; the gateway goes over by itself once that is ready; what nobody is sent to any more is kept for the rollback window
 * from then on, then stopped in order; at once when the way back to it was given up. Knows neither how a process is started nor whom to ask: both are handed in.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { DataFolder } from '../data-folder/paths.ts';
import type { ProcessRole, ProcessStatus } from '../data-folder/state.ts';
import { messageOf } from '../errors/cli-error.ts';
import { recordLastLive } from './last-live.ts';
import type { ManagedProcess } from './managed-process.ts';
import type { ServiceRelease } from './release-to-run.ts';
import type { NamedRelease, ServiceRouting, ServicesStatus } from './services-status.ts';

export interface Deployed {
  readonly service: string;
  /** `orders-service@1.1.0` */
  readonly release: string;
  readonly from: 'source' | 'artifact';
  /** TESSERA_REPLICA. */
  readonly replica: string | undefined;
  readonly process: ManagedProcess;
}

export interface DeploymentsOptions {
  readonly data: DataFolder;
  /** What runs from the start on. */
  readonly first: readonly Deployed[];
  /** The releases service: it says what is live, and is deployed by a restart of the supervisor. */
  readonly follows: (service: string) => boolean;
  /** Starts as many processes of the release as there are to be. Throws when it cannot be run. */
  readonly start: (
    service: string,
    release: ServiceRelease,
    copyFrom: string | undefined,
  ) => Promise<readonly Deployed[]>;
  readonly onChange: () => void;
  /** For what has no other place: a line for the operator. */
  readonly say: (line: string) => void;
  /** How long a release is kept that was live, from when requests went to another one, milliseconds. */
  readonly rollbackWindowMs: number;
  /** Milliseconds; only differences matter. @default performance.now */
  readonly now?: () => number;
}

export interface Deployments {
  /** All processes there are. */
  readonly processes: readonly ManagedProcess[];
  status(): readonly ProcessStatus[];
  /** Service → why releases of it cannot be run. */
  problems(): Readonly<Record<string, string>>;
  /** Where the gateway finds each service when it starts. */
  urls(): ReadonlyMap<string, readonly string[]>;
  /** Does what follows from it. Resolves when everything that is to be started has been. */
  follow(status: ServicesStatus): Promise<void>;
  stop(): Promise<void>;
}

/** What a release is, when it is started beside the live one. */
type StartedFor = 'next' | 'canary' | 'preview';
const startedFor = { next: 'was promoted', canary: 'is a canary', preview: 'is in a preview' } as const;

interface Kept extends Deployed {
  /** Since when nobody has been sent here, and the composition has named another release; undefined as long as either is not so. */
  leftAt: number | undefined;
  role: ProcessRole;
  /** It was ready once. */
  worked: boolean;
  /** It was never everybody's: there is nothing to roll back to. */
  apart: boolean;
  stopping: boolean;
}

export function createDeployments(options: DeploymentsOptions): Deployments {
  const { data, follows, start, onChange, say, rollbackWindowMs, now = () => performance.now() } = options;
  const keep = (deployed: Deployed, role: ProcessRole): Kept => ({
    ...deployed,
    role,
    leftAt: undefined,
    worked: false,
    apart: role === 'canary' || role === 'preview',
    stopping: false,
  });
  let all: Kept[] = options.first.map((each) => keep(each, 'live'));
  /** Releases that cannot be run, with the reason, so that it is said once. */
  const unrunnable = new Map<string, { readonly service: string; readonly why: string }>();
  let ending = false;

  async function followOne(
    service: string,
    { wanted, killed, finalized = false, serving, beside }: ServiceRouting,
  ): Promise<void> {
    if (wanted === null) return;
    const mine = () => all.filter((each) => each.service === service);
    const needed: readonly (readonly [NamedRelease, StartedFor])[] = [
      [wanted, 'next'],
      ...beside.map((each) => [each, each.purpose] as const),
    ];
    // One of its own that still stops is in its read store, which goes with it: it is started when that one is gone.
    const holds = ({ stopping, from }: Kept): boolean => !stopping || from === 'artifact';
    for (const [named, role] of needed)
      if (!mine().some((each) => each.release === named.release && holds(each)))
        await startBeside(service, named, role, serving.urls[0]);
    const live = mine().find(({ release }) => release === wanted.release);
    if (live !== undefined && serving.release === wanted.release) {
      const { version, digest } = wanted;
      recordLastLive(data, service, { module: moduleOf(wanted.release), version, digest, from: live.from });
    }
    for (const each of mine()) {
      const routed = serving.urls.includes(urlOf(each.process));
      const isWanted = each.release === wanted.release;
      const purposes = beside.filter(({ release }) => release === each.release).map(({ purpose }) => purpose);
      const apart = purposes.includes('canary') ? 'canary' : purposes[0];
      // From when requests went elsewhere, not from when another release was named: one that takes over late leaves as much time.
      each.leftAt = routed || isWanted || apart !== undefined ? undefined : (each.leftAt ?? now());
      be(each, routed ? 'live' : isWanted ? 'next' : (apart ?? 'kept'));
      each.apart &&= !isWanted;
      each.worked ||= each.process.status().state === 'ready';
      if (each.leftAt === undefined || each.stopping) continue;
      const isKilled = killed.some((version) => each.release.endsWith(`@${version}`));
      const isOver = finalized || now() - each.leftAt >= rollbackWindowMs;
      if (isKilled || !each.worked || each.apart || isOver) void end(each);
    }
  }

  async function startBeside(
    service: string,
    { release, version, digest }: NamedRelease,
    role: StartedFor,
    copyFrom: string | undefined,
  ): Promise<void> {
    try {
      const started = await start(service, { module: moduleOf(release), version, digest }, copyFrom);
      unrunnable.delete(release);
      all = [...all, ...started.map((each) => keep(each, role))];
      say(`${release} ${startedFor[role]}: starting it beside what runs`);
      // Asked to stop while it was being started.
      if (ending) await Promise.all(started.map((each) => each.process.stop()));
      onChange();
    } catch (error) {
      const why = `${release} cannot be run: ${messageOf(error)}`;
      if (unrunnable.get(release)?.why === why) return;
      say(why);
      unrunnable.set(release, { service, why });
      onChange();
    }
  }

  function be(each: Kept, role: ProcessRole): void {
    if (each.role === role || each.stopping) return;
    if (role === 'live') say(`${each.release} is live`);
    each.role = role;
    onChange();
  }

  async function end(each: Kept): Promise<void> {
    each.stopping = true;
    await each.process.stop();
    all = all.filter((other) => other !== each);
    // It would be folded further from where it stands, but another release starts from a copy anyway.
    if (each.from === 'artifact' && each.replica !== undefined)
      rmSync(join(data.services, `${each.service}.${each.replica}`), { recursive: true, force: true });
    say(`${each.release} was stopped: nobody is sent to it any more`);
    onChange();
  }

  return {
    get processes() {
      return all.map(({ process }) => process);
    },
    status: () => all.map(({ process, release, role, from }) => ({ ...process.status(), release, role, from })),
    problems() {
      const byService = Map.groupBy(unrunnable.values(), ({ service }) => service);
      return Object.fromEntries(
        [...byService].map(([service, some]) => [service, some.map(({ why }) => why).join('\n')]),
      );
    },
    urls() {
      return new Map(
        [...Map.groupBy(all, ({ service }) => service)].map(([service, some]) => {
          const live = some.filter(({ role }) => role === 'live');
          return [service, (live.length > 0 ? live : some).map(({ process }) => urlOf(process))];
        }),
      );
    },
    async follow({ services }) {
      const followed = Object.entries(services).filter(([service]) => follows(service));
      await Promise.all(followed.map(([service, routing]) => followOne(service, routing)));
    },
    async stop() {
      ending = true;
      await Promise.all(all.map(({ process }) => process.stop()));
    },
  };
}

function urlOf({ plan }: ManagedProcess): string {
  return `http://127.0.0.1:${plan.port}`;
}

function moduleOf(release: string): string {
  return release.slice(0, release.indexOf('@'));
}
