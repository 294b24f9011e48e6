/** Which environment the console shows and acts in: it stands in the address, so that it can be shared and Back leads out of it. */
import { failureOf, useLive, usePlace, useSearch, type LiveView } from '@tessera/app-kit';
import { useCallback, useMemo } from 'react';
import { ReleasesEnvironmentsDocument, type ReleasesEnvironmentsSubscription } from '#graphql';

/** Where people work: what every verb and question is about when nothing is said. */
export const defaultEnvironment = 'production';

const parameter = 'environment';

type Search = Readonly<Record<string, string | undefined>>;

/** The address of a page in an environment; that of production is the bare one. */
export function pathIn(environment: string, path: string, search: Search = {}): string {
  const next = new URLSearchParams();
  for (const [name, value] of Object.entries({ ...search, [parameter]: valueOf(environment) }))
    if (value !== undefined) next.set(name, value);
  const text = next.toString();
  return text === '' ? path : `${path}?${text}`;
}

const valueOf = (environment: string) => (environment === defaultEnvironment ? undefined : environment);

export interface Environment {
  readonly environment: string;
  readonly isDefault: boolean;
  /** `Staging` */
  readonly label: string;
  /** Behind a sentence that is about production when nothing is said: ` in staging`; empty there. */
  readonly suffix: string;
  /** The address of another page of the console, in the same environment. */
  readonly hrefOf: (path: string, search?: Search) => string;
}

export function useEnvironment(): Environment {
  const { search } = usePlace();
  const environment = new URLSearchParams(search).get(parameter) || defaultEnvironment;
  const isDefault = environment === defaultEnvironment;
  const hrefOf = useCallback((path: string, search?: Search) => pathIn(environment, path, search), [environment]);
  return useMemo(
    () => ({
      environment,
      isDefault,
      label: environmentLabel(environment),
      suffix: isDefault ? '' : ` in ${environment}`,
      hrefOf,
    }),
    [environment, isDefault, hrefOf],
  );
}

/** Goes to the same page of another environment; what is opened beside it stays only where it can be there, too. */
export function useGoToEnvironment(): (environment: string) => void {
  const [, setSearch] = useSearch();
  return useCallback((environment) => setSearch({ [parameter]: valueOf(environment), id: undefined }), [setSearch]);
}

export interface KnownEnvironments {
  readonly live: LiveView<ReleasesEnvironmentsSubscription['environments'][number]>;
  /** As the service names them, production first; also that one alone, as long as nothing is known. */
  readonly names: readonly string[];
  /** The service has said which there are, and this is none of them. */
  readonly isUnknown: (environment: string) => boolean;
}

export function useEnvironments(): KnownEnvironments {
  const live = useLive(ReleasesEnvironmentsDocument, {});
  return useMemo(() => {
    const others = live.documents.map(({ environment }) => environment).filter((name) => name !== defaultEnvironment);
    const isKnown = live.state !== 'loading' && failureOf(live) === undefined;
    const names = [defaultEnvironment, ...others.sort()];
    return { live, names, isUnknown: (environment) => isKnown && !names.includes(environment) };
  }, [live]);
}

/** `Staging` */
export function environmentLabel(environment: string): string {
  return environment.charAt(0).toUpperCase() + environment.slice(1);
}
