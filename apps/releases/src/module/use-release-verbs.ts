/** What a person may do with releases in the environment that is shown. One at a time; a refusal stays readable until the next try. */
import { notify, useCommand, type Problem } from '@tessera/app-kit';
import { useState } from 'react';
import {
  ReleasesFinalizeDocument,
  ReleasesKillDocument,
  ReleasesPromoteDocument,
  ReleasesRollbackDocument,
} from '#graphql';
import { useEnvironment } from '../console/environment.ts';

export interface Refusal {
  /** What was tried: `orders@1.2.0 can’t go live${suffix}`. */
  readonly title: string;
  /** Why, and the ways out; may have several lines. */
  readonly reason: string;
}

export interface ReleaseVerbs {
  /** To everyone, or to a share of the users (percent). */
  promote(version: string, share?: number): Promise<void>;
  /**
   * Ends a running canary; without one, returns to the previous release.
   * @param line of a library, the major: `shared-ui@2`. @default the module
   */
  rollBack(line?: string): Promise<void>;
  /**
   * Gives up the way back: nothing is judged beside it any more.
   * @param line as of `rollBack`
   */
  finalize(reason: string, line?: string): Promise<void>;
  /** Off every page and open tab, for good. */
  kill(version: string, reason: string): Promise<void>;
  readonly running: boolean;
  readonly refusal: Refusal | undefined;
  forgetRefusal(): void;
}

/** The verbs of any module. */
export interface ConsoleVerbs extends Omit<ReleaseVerbs, Verb> {
  /** @param basedOn the revision that was looked at; null decides on what is there by then. */
  of(module: string, basedOn: string | null): Pick<ReleaseVerbs, Verb>;
}

type Verb = 'promote' | 'rollBack' | 'finalize' | 'kill';

interface Outcome {
  readonly live?: { readonly version: string } | null;
  readonly problem?: { readonly message: string } | null;
}

export function useReleaseVerbs(module: string, basedOn: string | null): ReleaseVerbs {
  const { of, ...state } = useConsoleVerbs();
  return { ...state, ...of(module, basedOn) };
}

export function useConsoleVerbs(): ConsoleVerbs {
  const [promote, promoting] = useCommand(ReleasesPromoteDocument);
  const [rollback, rolling] = useCommand(ReleasesRollbackDocument);
  const [finalize, finalizing] = useCommand(ReleasesFinalizeDocument);
  const [kill, killing] = useCommand(ReleasesKillDocument);
  const { environment, suffix } = useEnvironment();
  const [refused, setRefused] = useState<Refusal & { readonly environment: string }>();

  function tell(
    title: string,
    answer: { readonly problem: Problem | null | undefined; readonly outcome: Outcome | null | undefined },
    done: (version: string | undefined) => { readonly message: string; readonly detail?: string },
  ): void {
    const problem = answer.problem ?? answer.outcome?.problem;
    setRefused(problem ? { title, reason: problem.message, environment } : undefined);
    if (!problem) notify({ tone: 'success', ...done(answer.outcome?.live?.version) });
  }

  return {
    of: (module, basedOn) => ({
      async promote(version, share) {
        const input = { module, version, environment, basedOn, ...(share === undefined ? {} : { share }) };
        const { data, problem } = await promote({ input });
        tell(`${module}@${version} can’t go live${suffix}`, { problem, outcome: data?.promote }, () =>
          share === undefined
            ? { message: `${module}@${version} is live${suffix}.`, detail: takesEffect }
            : { message: `${share} % of the users get ${module}@${version}${suffix}.`, detail: takesEffect },
        );
      },
      async rollBack(line = module) {
        const { data, problem } = await rollback({ input: { module: line, environment } });
        tell(`${line} can’t be rolled back${suffix}`, { problem, outcome: data?.rollback }, (version) => ({
          message: `${module} is back at ${version}${suffix}.`,
          detail: takesEffect,
        }));
      },
      async finalize(reason, line = module) {
        const { data, problem } = await finalize({ input: { module: line, environment, reason } });
        tell(`${line} can’t be finalized${suffix}`, { problem, outcome: data?.finalize }, (version) => ({
          message: `${module}@${version} is final${suffix}.`,
          detail: 'What can be promoted is no longer judged beside its former release.',
        }));
      },
      async kill(version, reason) {
        const { data, problem } = await kill({ input: { module, version, environment, reason } });
        tell(`${module}@${version} can’t be taken back${suffix}`, { problem, outcome: data?.kill }, () => ({
          message: `${module}@${version} is off every page and open tab${suffix}.`,
        }));
      },
    }),
    running: promoting.running || rolling.running || finalizing.running || killing.running,
    // One of another environment says nothing about what is shown.
    refusal: refused?.environment === environment ? refused : undefined,
    forgetRefusal: () => setRefused(undefined),
  };
}

const takesEffect = 'New pages run it now; open tabs at their next navigation.';
