/**
 * Sends commands so that each is done once: pressing twice while one is under way is one; sending again after nobody knows
 * whether it arrived has the same command id, which the service recognises.
 */
import { stringifyVariables } from '@urql/core';
import type { Document } from '../graph/document.ts';
import type { Ask, GraphClient } from '../graph/graph-client.ts';
import { problemOf } from '../problem/problem-of.ts';
import { isPassing, type Problem } from '../problem/problem.ts';
import { withCommandId } from './command-variables.ts';

export interface CommandAnswer<Data> {
  /** What the service answered; a refusal is in it (`data.placeOrder.problem`). */
  readonly data: Data | undefined;
  /** Why there is no answer. */
  readonly problem: Problem | undefined;
}

export interface CommandRunner<Data> {
  run(variables: unknown, optimistic?: Readonly<Record<string, unknown>>): Promise<CommandAnswer<Data>>;
  readonly running: boolean;
}

export interface CommandRunnerOptions {
  readonly graph: GraphClient;
  readonly ask: Ask;
  /** Called when `running` changes. */
  readonly onChange: () => void;
  readonly newId?: () => string;
  /** Pauses before further attempts while it is unknown whether the command arrived. @default [400, 1200] */
  readonly pausesMs?: readonly number[];
}

export function createCommandRunner<Data, Variables>(
  document: Document<Data, Variables>,
  { graph, ask, onChange, newId = () => crypto.randomUUID(), pausesMs = [400, 1200] }: CommandRunnerOptions,
): CommandRunner<Data> {
  const underWay = new Map<string, Promise<CommandAnswer<Data>>>();
  /** Ids of commands of which nobody knows whether they were done. */
  const unknown = new Map<string, string>();

  async function attempt(
    variables: unknown,
    optimistic: Readonly<Record<string, unknown>> | undefined,
  ): Promise<CommandAnswer<Data>> {
    const correlationId = graph.correlation.current();
    for (let repeats = 0; ; repeats += 1) {
      const result = await graph.command(document, variables as Variables, { ...ask, correlationId, optimistic });
      const problem = problemOf(result.error);
      const pause = pausesMs[repeats];
      if (problem === undefined || !isPassing(problem) || pause === undefined)
        return { data: result.data ?? undefined, problem };
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }

  async function perform(
    key: string,
    given: unknown,
    optimistic: Readonly<Record<string, unknown>> | undefined,
  ): Promise<CommandAnswer<Data>> {
    let used: string | undefined;
    const variables = withCommandId(given, () => (used = unknown.get(key) ?? newId()));
    const answer = await attempt(variables, optimistic);
    if (answer.problem === undefined) unknown.delete(key);
    else if (used !== undefined) unknown.set(key, used);
    return answer;
  }

  const runner = {
    get running() {
      return underWay.size > 0;
    },
    run(variables: unknown, optimistic?: Readonly<Record<string, unknown>>) {
      const key = stringifyVariables(variables ?? {});
      const same = underWay.get(key);
      if (same !== undefined) return same;
      const answer = perform(key, variables, optimistic).then(({ data, problem }): CommandAnswer<Data> => {
        underWay.delete(key);
        onChange();
        if (problem === undefined) return { data, problem };
        return { data, problem: { ...problem, retry: () => void runner.run(variables, optimistic) } };
      });
      underWay.set(key, answer);
      onChange();
      return answer;
    },
  };
  return runner;
}
