import { useQuery, type QueryState } from '@tessera/app-kit';
import { useEffect } from 'react';
import { ReleasesDeployabilityDocument, type ReleasesDeployabilityQuery } from '#graphql';

/**
 * Which releases wait for this environment or another and may go live, kept true: asked again when something else is live or was published, and as long as the gate
 * has not got to all of them.
 *
 * @param changed anything that is another text when the answer may be another
 */
export function useDeployability(
  environment: string,
  changed: string | undefined,
): QueryState<ReleasesDeployabilityQuery> {
  const state = useQuery(ReleasesDeployabilityDocument, { environment }, { newerThan: changed, keepPrevious: false });
  const { data, fetching, problem, refetch } = state;
  const isUnfinished = (data?.deployability.pending ?? 0) > 0;
  useEffect(() => {
    if (isUnfinished && !fetching && problem === undefined) refetch();
  }, [isUnfinished, fetching, problem, refetch]);
  return state;
}
