import type { LiveState, Problem } from '@tessera/app-kit';

/** What a panel needs of a live operation. */
export type View<One> = Pick<LiveState<never>, 'state' | 'asOf' | 'problem'> & { readonly documents: readonly One[] };

type AnyView = View<unknown>;

/** The problem of an operation that has nothing to show. */
export function failureOf({ state, problem }: AnyView): Problem | undefined {
  return state === 'loading' ? problem : undefined;
}

export function isForbidden(problem: Problem | undefined): boolean {
  return problem?.code === 'FORBIDDEN';
}

/** Of what is shown, the part that has been out of date for longest. */
export function stalest(views: readonly AnyView[]): AnyView | undefined {
  return views
    .filter(({ state, asOf }) => state === 'stale' && asOf !== undefined)
    .toSorted((a, b) => (a.asOf ?? 0) - (b.asOf ?? 0))[0];
}
