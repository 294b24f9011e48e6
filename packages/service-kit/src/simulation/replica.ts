/** One replica of a service in a simulation: the Node host without HTTP and without a file system. */
import type { EventLog } from '@tessera/event-log';
import type { ExecutionResult } from 'graphql';
import type { EffectPorts } from '../core/effect/effect-port.ts';
import { executeOperation } from '../core/graphql/execute-operation.ts';
import { startReacting, type Reacting } from '../core/policy/start-reacting.ts';
import { startRuntime, type ServiceRuntime } from '../core/runtime/service-runtime.ts';
import type { ServiceDefinition } from '../definition/service.ts';
import type { User } from '../definition/user.ts';
import { createMemoryStore } from '../memory/memory-store.ts';
import type { Disk } from './disk.ts';
import { createLogView, type OnAppended } from './log-view.ts';
import { openVault } from './open-vault.ts';
import type { Random } from './random.ts';
import type { Scheduler, SimulatedProcess } from './scheduler.ts';

export interface ReplicaOptions {
  readonly service: ServiceDefinition;
  readonly name: string;
  readonly log: EventLog;
  readonly disk: Disk;
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly ports: EffectPorts;
  readonly skewMs: number;
  /** How often a call of the log fails, 0 to 1. */
  readonly failing: () => number;
  /** What happens to a write of its store. */
  readonly writing: () => 'works' | 'fails' | 'kills';
  readonly onAppended: OnAppended;
  /** Something that must never happen. */
  readonly onViolation: (what: string) => void;
}

export interface ReplicaRequest {
  readonly query: string;
  readonly variables: { readonly [name: string]: unknown };
  readonly user: User;
}

export interface Replica {
  readonly service: ServiceDefinition;
  readonly process: SimulatedProcess;
  readonly disk: Disk;
  /** Undefined: it is still starting. */
  readonly runtime: ServiceRuntime | undefined;
  readonly reacting: Reacting | undefined;
  /** Undefined: it is not ready. Never resolves when the replica dies before it has answered. */
  ask(request: ReplicaRequest): Promise<ExecutionResult<Record<string, unknown>> | undefined>;
  kill(): void;
}

/** Where all clocks stand at the beginning. */
export const beginning = Date.parse('2026-01-05T06:00:00.000Z');

export function startReplica(options: ReplicaOptions): Replica {
  const { service, scheduler, random, disk, onViolation } = options;
  const process: SimulatedProcess = {
    name: options.name,
    alive: true,
    stopped: false,
    skewMs: options.skewMs,
    deafUntil: 0,
  };
  const log = createLogView({ ...options, process });
  const ending = new AbortController();
  let runtime: ServiceRuntime | undefined;
  let reacting: Reacting | undefined;
  let ids = 0;
  const world = {
    now: () => new Date(beginning + scheduler.now + process.skewMs).toISOString(),
    newId: (prefix: string) => `${prefix}_${options.name}-${++ids}`,
    random: random.next,
  };

  function beforeWrite(): void {
    const fate = options.writing();
    if (fate === 'works') return;
    if (fate === 'kills') scheduler.kill(process);
    throw new Error('The simulated disk cannot be written.');
  }

  async function start(): Promise<void> {
    const started = await startRuntime({
      service,
      log,
      world,
      soon: setImmediate,
      openStore: (shapes) => disk.open(shapes, beforeWrite, onViolation),
      openScratch: createMemoryStore,
      vault: openVault,
      onFailure: () => undefined,
      // It looks by itself each second: for a jump over days that would be all that happens.
      pulse: { everyMs: 2 ** 31 - 1 },
    });
    runtime = started;
    await started.whenCaughtUp;
    reacting = startReacting(
      {
        owner: disk.owner,
        runtime: started,
        log,
        world,
        ports: options.ports,
        stopwatch: () => scheduler.now,
        onFailure: () => undefined,
      },
      ending.signal,
    );
  }

  const replica: Replica = {
    service,
    process,
    disk,
    get runtime() {
      return runtime;
    },
    get reacting() {
      return reacting;
    },
    ask: (request) =>
      scheduler.inside(process, async () => {
        await scheduler.step();
        if (runtime?.caughtUp !== true) return undefined;
        const context = runtime.context({ user: request.user, correlationId: 'simulated' });
        const answer = await executeOperation(runtime, request, context, () => undefined);
        await scheduler.step();
        return answer as ExecutionResult<Record<string, unknown>>;
      }),
    kill: () => scheduler.kill(process),
  };
  /** What fails while starting is what a supervisor starts again. */
  async function startUntilItStands(): Promise<void> {
    for (;;) {
      try {
        return await start();
      } catch {
        await scheduler.step({ after: 1_000 });
      }
    }
  }
  void scheduler.inside(process, startUntilItStands);
  return replica;
}
