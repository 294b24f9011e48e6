import { useCallback, useMemo, useState } from 'react';
import { rootFieldOf, type Document } from '../graph/document.ts';
import { appLabel, useAppIdentity } from '../host/app-context.tsx';
import { useHost } from '../host/host-context.tsx';
import { createCommandRunner, type CommandAnswer } from './command-runner.ts';
import type { CommandVariables } from './command-variables.ts';

export interface CommandOptions<Data, Variables> {
  /** What the answer will be if all goes well, shown until it is there: every selected field, with `__typename`. */
  readonly optimistic?: (variables: CommandVariables<Variables>) => Data;
}

export interface CommandState {
  readonly running: boolean;
}

/**
 * Sends a command. `run(variables)` answers `{data, problem}` and never throws. A second `run` with the same variables while
 * the first is under way is the same command; `commandId` is filled when the input has none, and kept while it is unknown
 * whether the command arrived.
 */
export function useCommand<Data, Variables>(
  document: Document<Data, Variables>,
  options: CommandOptions<Data, Variables> = {},
): [run: (variables: CommandVariables<Variables>) => Promise<CommandAnswer<Data>>, state: CommandState] {
  const { graph } = useHost();
  const app = appLabel(useAppIdentity());
  const [running, setRunning] = useState(false);
  const runner = useMemo(() => {
    const made = createCommandRunner(document, { graph, ask: { app }, onChange: () => setRunning(made.running) });
    return made;
  }, [graph, document, app]);
  const { optimistic } = options;
  const run = useCallback(
    (variables: CommandVariables<Variables>) => {
      const expected = optimistic?.(variables) as Readonly<Record<string, unknown>> | undefined;
      const shown = expected?.[rootFieldOf(document)] as Readonly<Record<string, unknown>> | undefined;
      return runner.run(variables, shown);
    },
    [runner, optimistic, document],
  );
  return [run, { running }];
}
