/**
 * All that a replica does about events of its own accord, besides folding them: policies with their timers, and effects,
 * each under a lease of its own.
 */
import type { EventLog } from '@tessera/event-log';
import { effectReactors } from '../effect/effect-reactors.ts';
import type { EffectPorts } from '../effect/effect-port.ts';
import type { ServiceRuntime } from '../runtime/service-runtime.ts';
import { pendingTimers } from '../timer/pending-timers.ts';
import { runTimers } from '../timer/run-timers.ts';
import type { World } from '../world/world.ts';
import { pause } from './pause.ts';
import { policyReactors } from './policy-reactors.ts';
import { startRehearsal, type Rehearsal, type RehearsalOptions } from './rehearse.ts';
import { startPolicyRunner, type PolicyRunner, type PolicyRunnerOptions } from './policy-runner.ts';

export interface ReactingOptions extends Pick<
  PolicyRunnerOptions,
  'owner' | 'leaseMs' | 'stopwatch' | 'checkpointEvery' | 'checkpointMs' | 'onParked'
> {
  /** It has caught up. */
  readonly runtime: ServiceRuntime;
  readonly log: EventLog;
  readonly world: World;
  readonly ports: EffectPorts;
  readonly onFailure: (error: unknown, what: string) => void;
}

export interface RehearsingOptions
  extends Pick<ReactingOptions, 'runtime' | 'log' | 'ports'>, Pick<RehearsalOptions, 'onFailed' | 'onFailure'> {}

export interface Reacting {
  readonly policies: PolicyRunner;
  readonly effects: PolicyRunner;
}

/** The clock is looked at that often while a timer waits: it may be put forward, or the machine may have slept. */
const clockMs = 60_000;

/** Resolves once the position is folded, or the signal aborts. */
function foldedBy(runtime: ServiceRuntime): PolicyRunnerOptions['folded'] {
  return async (position, ending) => {
    while (!ending.aborted && !(await runtime.settled(position, 1_000)));
  };
}

/** What this release would do, without doing it: the same policies and effects. See `startRehearsal`. */
export function startRehearsing(options: RehearsingOptions, signal: AbortSignal): Rehearsal {
  const { runtime, log, ports, ...told } = options;
  const { compiled: service, engine } = runtime;
  const reactors = [policyReactors(service, engine), effectReactors({ service, log, engine, ports, wait: pause })];
  return startRehearsal({ ...told, service, log, reactors, docs: runtime.docs, folded: foldedBy(runtime) }, signal);
}

/** Ends when the signal aborts; see `PolicyRunner.ended`. */
export function startReacting(options: ReactingOptions, signal: AbortSignal): Reacting {
  const { runtime, ports, onFailure, ...given } = options;
  const { log, world } = given;
  const { compiled, engine } = runtime;
  const timers = pendingTimers(runtime);
  const common: Omit<PolicyRunnerOptions, 'reactors'> = {
    ...given,
    service: compiled,
    docs: runtime.docs,
    folded: foldedBy(runtime),
    onFailure: (error) => onFailure(error, 'policies failed; they are started again'),
  };
  return {
    policies: startPolicyRunner(
      {
        ...common,
        reactors: policyReactors(compiled, engine),
        isDue() {
          const next = timers?.next();
          return next !== undefined && Date.parse(next.due) <= Date.parse(world.now());
        },
        async whileOwner({ signal: ending, still, reacted }) {
          if (timers === undefined) return;
          await runTimers(
            {
              timers,
              engine,
              now: world.now,
              alarm(milliseconds, run) {
                const timer = setTimeout(run, milliseconds);
                return () => clearTimeout(timer);
              },
              still,
              async settled(position) {
                await common.folded(position, ending);
                await reacted(position);
              },
              onFailure: (error) => onFailure(error, 'a timer could not be fired; it is tried again'),
              longestWaitMs: clockMs,
            },
            ending,
          );
        },
      },
      signal,
    ),
    effects: startPolicyRunner(
      {
        ...common,
        reactors: effectReactors({ service: compiled, log, engine, ports, wait: pause }),
        runner: 'effects',
      },
      signal,
    ),
  };
}
