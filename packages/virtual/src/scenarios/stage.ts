/** Plays scenarios into a running world, at once or event by event. */
import type { CheckedEvent } from './check-events.ts';
import type { Scenario } from './scenario.ts';

export interface PlayOptions {
  /** Puts it on the stage and records nothing yet: `step` does. @default false */
  readonly stepwise?: boolean;
  /** Whether policies react to it, as to what happens now; otherwise it is history. @default false */
  readonly react?: boolean;
}

export interface StageState {
  readonly scenario: string;
  /** The newest event on it that was recorded. */
  readonly last: { readonly stream: string; readonly type: string } | null;
  readonly played: number;
  readonly left: number;
}

export interface Stage {
  /** What is being played; undefined when nothing ever was. */
  readonly state: StageState | undefined;
  play(name: string, options?: PlayOptions): Promise<StageState>;
  step(count?: number): Promise<StageState>;
}

export interface StageOptions {
  readonly scenarios: ReadonlyMap<string, Scenario>;
  readonly check: (scenario: Scenario) => CheckedEvent[];
  /** Records them and waits until they are folded. */
  readonly record: (events: readonly CheckedEvent[], how: { cause: string; history: boolean }) => Promise<void>;
}

export function createStage({ scenarios, check, record }: StageOptions): Stage {
  let on: { name: string; events: readonly CheckedEvent[]; played: number; history: boolean } | undefined;
  let queue: Promise<unknown> = Promise.resolve();

  const stateOf = ({ name, events, played }: NonNullable<typeof on>): StageState => {
    const last = events[played - 1];
    return {
      scenario: name,
      last: last === undefined ? null : { stream: last.stream, type: last.event.type },
      played,
      left: events.length - played,
    };
  };

  async function advance(count: number): Promise<StageState> {
    if (on === undefined) throw new Error('Nothing is on the stage: call play(name, {stepwise: true}) first.');
    const current = on;
    const next = current.events.slice(current.played, current.played + count);
    current.played += next.length;
    await record(next, { cause: current.name, history: current.history });
    return stateOf(current);
  }

  /** One after the other, however they are called. */
  function inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    const result = queue.then(run);
    queue = result.catch(() => undefined);
    return result;
  }

  return {
    get state() {
      return on === undefined ? undefined : stateOf(on);
    },
    play: (name, { stepwise = false, react = false } = {}) =>
      inTurn(async () => {
        const scenario = scenarios.get(name);
        if (scenario === undefined) {
          const known = [...scenarios.keys()].join(', ') || 'none';
          throw new Error(
            `There is no scenario "${name}"; there are: ${known}. Hand their lists to createVirtualPlatform.`,
          );
        }
        on = { name, events: check(scenario), played: 0, history: !react };
        return stepwise ? stateOf(on) : advance(Infinity);
      }),
    step: (count = 1) => inTurn(() => advance(count)),
  };
}
