/** Who published, promoted and rolled back what, when and why; newest first. */
import { useLive, useSearch } from '@tessera/app-kit';
import {
  ButtonLink,
  DataTable,
  EmptyState,
  FailurePlace,
  Page,
  PageHeader,
  PersonName,
  RelativeTime,
  SearchField,
  StaleNotice,
  StatusBadge,
} from '@tessera/shared-ui';
import { useMemo } from 'react';
import { ReleasesHistoryDocument, type ReleasesHistorySubscription } from '#graphql';
import { actionLook } from '../composition/words.ts';
import '../styles.css';

type Entry = ReleasesHistorySubscription['releaseHistory'][number];

const columns = [
  { id: 'what', header: 'Module', cell: (entry: Entry) => <span className="releases-name">{entry.module}</span> },
  {
    id: 'action',
    header: 'What',
    width: 140,
    cell: (entry: Entry) => (
      <StatusBadge tone={actionLook(entry.action).tone}>{actionLook(entry.action).label}</StatusBadge>
    ),
  },
  {
    id: 'version',
    header: 'Version',
    width: 170,
    cell: (entry: Entry) => (
      <span className="releases-version">
        {entry.previousVersion ? <span className="releases-quiet">{`${entry.previousVersion} → `}</span> : null}
        {entry.version}
      </span>
    ),
  },
  { id: 'by', header: 'By', width: 180, priority: 2, cell: (entry: Entry) => <PersonName name={entry.by} /> },
  { id: 'reason', header: 'Why', width: 200, priority: 3, cell: (entry: Entry) => entry.reason ?? '' },
  {
    id: 'at',
    header: 'When',
    width: 130,
    align: 'end',
    phone: 'aside',
    cell: (entry: Entry) => <RelativeTime at={entry.at} />,
  },
] as const;

export default function HistoryPage() {
  const [search, setSearch] = useSearch();
  const history = useLive(ReleasesHistoryDocument, {});
  const query = (search['q'] ?? '').toLowerCase();
  const rows = useMemo(
    () =>
      history.documents
        .filter((entry) =>
          `${entry.module} ${entry.version} ${entry.by ?? ''} ${entry.reason ?? ''}`.toLowerCase().includes(query),
        )
        .sort((a, b) => b.at.localeCompare(a.at)),
    [history.documents, query],
  );
  const loading = history.state === 'loading';

  return (
    <Page>
      <PageHeader
        title="Release history"
        about="Everything that was published, promoted or rolled back."
        actions={<ButtonLink href="/releases">What is live</ButtonLink>}
      >
        <SearchField
          label="Search history"
          placeholder="Module, version or person"
          value={search['q'] ?? ''}
          onChange={(q) => setSearch({ q: q === '' ? undefined : q }, { replace: true })}
        />
      </PageHeader>
      {history.state === 'stale' && history.asOf !== undefined ? (
        <StaleNotice asOf={history.asOf}>{history.problem?.message ?? 'Not updating'}</StaleNotice>
      ) : null}
      {history.problem && history.asOf === undefined ? (
        <FailurePlace
          title="The history can't be shown right now"
          owner={history.problem.owner}
          reason={history.problem.message}
          code={history.problem.code}
          onRetry={history.problem.retry}
        />
      ) : (
        <DataTable
          label="Release history"
          columns={columns}
          rows={loading ? undefined : rows}
          rowKey={(entry) => entry.id}
          changed={history.changed}
          holdNewFor={query}
          newRowsNoun={['entry', 'entries']}
          empty={
            <EmptyState icon="history" title="Nothing fits">
              Try a module’s name or a version.
            </EmptyState>
          }
        />
      )}
    </Page>
  );
}
