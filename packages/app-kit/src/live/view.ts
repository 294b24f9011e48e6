import { isPassing, type Problem } from '../problem/problem.ts';
import type { LiveState } from './use-live.ts';

/** What a place that shows a live operation needs of it. */
export type LiveView<One> = Pick<LiveState<never>, 'state' | 'asOf' | 'problem'> & {
  readonly documents: readonly One[];
};

type AnyView = LiveView<unknown>;

/**
 * The problem of an operation that has nothing to show: never had, or was refused, which takes away what was there. A
 * problem that passes leaves the view as it was, stale.
 */
export function failureOf({ state, asOf, problem, documents }: AnyView): Problem | undefined {
  if (problem === undefined || state === 'live') return undefined;
  if (asOf === undefined) return problem;
  return documents.length === 0 && !isPassing(problem) ? problem : undefined;
}

export function isForbidden(problem: Problem | undefined): boolean {
  return problem?.code === 'FORBIDDEN';
}

/** Of what is shown, the part that has been out of date for longest. */
export function stalest(views: readonly AnyView[]): AnyView | undefined {
  return views
    .filter((view) => view.state === 'stale' && view.asOf !== undefined && failureOf(view) === undefined)
    .toSorted((a, b) => (a.asOf ?? 0) - (b.asOf ?? 0))[0];
}
