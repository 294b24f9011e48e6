/** given(service, …events).when(command).then(…events) / .rejects(code): one stream's rules, read as a sentence. */
import { isDeepStrictEqual } from './deep-equal.ts';
import { firstIssue } from '../core/command/first-issue.ts';
import type { World } from '../core/world/world.ts';
import { isRejection, type Decision, type Emitted, type Problem } from '../definition/decision.ts';
import type { ServiceDefinition } from '../definition/service.ts';
import type { User } from '../definition/user.ts';
import { fixedWorld } from './fixed-world.ts';
import { show } from './show.ts';
import { testOccurrence, type TestEvent } from './test-event.ts';

export interface TestCommand {
  /** The stream's type. @default the only one that has this command */
  readonly stream?: string;
  readonly command: string;
  readonly input: object;
  /** @default nobody */
  readonly user?: User | null;
}

/** What a decision came to. Every check throws with what happened instead. */
export interface Outcome {
  /** Exactly these events, in this order; none = accepted, and nothing changed. */
  then(...events: readonly { readonly type: string; readonly data: object }[]): void;
  /** Refused with this code (and this field). */
  rejects(code: string, field?: string): void;
  readonly events: readonly Emitted[];
  readonly problem: Problem | undefined;
}

export interface Given {
  /** The clock, ids and randomness that `decide` is handed. @default `fixedWorld()` */
  in(world: World): Given;
  when(command: TestCommand): Outcome;
}

/** What has happened to one entity so far: own events only. */
export function given(service: ServiceDefinition, ...events: readonly TestEvent[]): Given {
  return givenIn(service, events, fixedWorld());
}

function givenIn(service: ServiceDefinition, events: readonly TestEvent[], world: World): Given {
  return {
    in: (other) => givenIn(service, events, other),
    when(command) {
      const { stream, definition } = findCommand(service, command);
      let state: unknown = stream.initial;
      for (const [index, event] of events.entries()) {
        const occurrence = testOccurrence(service, event, index + 1);
        state = stream.evolve[event.type]?.(state, occurrence) ?? state;
      }
      const input = definition.input.safeParse(command.input);
      if (!input.success)
        return outcome(service, { ok: false, problem: { code: 'INVALID_INPUT', ...firstIssue(input.error) } });
      const { now, newId, random } = world;
      const { user = null } = command;
      return outcome(service, definition.decide(state, input.data, { now, newId, random, user }));
    },
  };
}

function findCommand(service: ServiceDefinition, { stream: type, command }: TestCommand) {
  const found = Object.entries(service.streams).filter(
    ([name, { decide }]) => (type === undefined || name === type) && Object.hasOwn(decide, command),
  );
  const [first, second] = found;
  if (first === undefined)
    throw new Error(`"${service.name}" has no command "${command}"${type === undefined ? '' : ` on "${type}"`}.`);
  if (second !== undefined) {
    throw new Error(
      `"${service.name}" has "${command}" on ${found.map(([name]) => name).join(' and ')}: say which "stream".`,
    );
  }
  const [, stream] = first;
  return { stream, definition: stream.decide[command]! };
}

function outcome(service: ServiceDefinition, decision: Decision): Outcome {
  const problem = isRejection(decision) ? decision.problem : undefined;
  // As they would be recorded: what the schema makes of them; what it refuses is a fault of the command.
  const events = isRejection(decision)
    ? []
    : decision.map(({ type, data }, index) => ({
        type,
        data: testOccurrence(service, { type, data }, index + 1).data,
      }));
  return {
    events,
    problem,
    then(...expected) {
      const wanted = expected.map(({ type, data }) => ({ type, data: JSON.parse(JSON.stringify(data)) as object }));
      if (problem !== undefined)
        throw new Error(`Expected ${show(wanted)}\nbut it was refused: ${problem.code}: ${problem.message}`);
      if (!isDeepStrictEqual(events, wanted))
        throw new Error(`Expected ${show(wanted)}\nbut it decided ${show(events)}`);
    },
    rejects(code, field) {
      if (problem === undefined) throw new Error(`Expected a refusal with ${code}, but it decided ${show(events)}`);
      if (problem.code !== code)
        throw new Error(`Expected a refusal with ${code}, but it was ${problem.code}: ${problem.message}`);
      if (field !== undefined && problem.field !== field) {
        throw new Error(
          `Expected the refusal to be about "${field}", but it is about "${problem.field ?? 'nothing'}".`,
        );
      }
    },
  };
}
