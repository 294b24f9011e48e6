/** What every page of the console has: its name, the way to the others and to other environments, and what is so when something does not answer. */
import { failureOf, stalest, type LiveView, type Problem } from '@tessera/app-kit';
import { FailurePlace, Page, PageHeader, Split, StaleNotice } from '@tessera/shared-ui';
import type { ReactNode } from 'react';
import { ConsoleNav } from './console-nav.tsx';
import { EnvironmentPicker } from './environment-picker.tsx';
import { useEnvironment, useEnvironments } from './environment.ts';
import { UnknownEnvironment } from './unknown-environment.tsx';
import '../styles.css';

interface ConsolePageProps {
  readonly title: string;
  readonly about: ReactNode;
  /** Filters and search. */
  readonly tools?: ReactNode;
  /** Live operations without which there is nothing to show. */
  readonly needs?: readonly LiveView<unknown>[];
  /** Live operations that add to it: their absence is said, and takes nothing away. */
  readonly adds?: readonly LiveView<unknown>[];
  /** Why the page's own question has no answer. */
  readonly problem?: Problem | undefined;
  /** "What is live can’t be shown right now" */
  readonly failing: string;
  /** What still works while it fails. @default nothing is said */
  readonly stillWorks?: string;
  /** Beside the page. */
  readonly panel?: ReactNode;
  readonly children: ReactNode;
}

export function ConsolePage(props: ConsolePageProps) {
  const { title, about, tools, needs = [], adds = [], problem, failing, stillWorks, panel, children } = props;
  const failure = needs.map(failureOf).find((one) => one !== undefined) ?? problem;
  const { environment } = useEnvironment();
  const { live: environments, names, isUnknown } = useEnvironments();
  const stale = stalest([...needs, ...adds]);
  const missing = [...adds, environments].map(failureOf).find((one) => one !== undefined);
  // One that is not known may stand in the address: it is shown as what it is, and left from there.
  const choices = names.includes(environment) ? names : [...names, environment];
  const isNowhere = isUnknown(environment);
  return (
    <Split panel={isNowhere ? null : panel}>
      <Page>
        <PageHeader
          title={title}
          about={about}
          actions={choices.length > 1 ? <EnvironmentPicker names={choices} /> : undefined}
        >
          <ConsoleNav />
          {isNowhere ? null : tools}
        </PageHeader>
        {stale?.asOf !== undefined ? (
          <StaleNotice asOf={stale.asOf}>{stale.problem?.message ?? 'Not updating'}</StaleNotice>
        ) : null}
        {missing && !failure ? (
          <p className="releases-missing" role="status">{`Not all of it is here: ${missing.message}`}</p>
        ) : null}
        {failure ? (
          <FailurePlace
            title={failing}
            owner={failure.owner}
            reason={stillWorks === undefined ? failure.message : `${failure.message} ${stillWorks}`}
            code={failure.code}
            onRetry={failure.retry}
            minHeight={360}
          />
        ) : isNowhere ? (
          <UnknownEnvironment names={names} />
        ) : (
          children
        )}
      </Page>
    </Split>
  );
}
