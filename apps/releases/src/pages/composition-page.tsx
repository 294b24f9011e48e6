/** The release console: what is live of every module, whose it is and since when; one module's releases beside it. */
import { useLive, useNavigate, useParams } from '@tessera/app-kit';
import {
  ButtonLink,
  DataTable,
  EmptyState,
  FailurePlace,
  Page,
  PageHeader,
  PersonName,
  RelativeTime,
  Split,
  StaleNotice,
  StatusBadge,
} from '@tessera/shared-ui';
import { useMemo } from 'react';
import { ReleasesCompositionDocument, type ReleasesCompositionSubscription } from '#graphql';
import { kindLabel } from '../composition/words.ts';
import { ModulePanel } from '../module/module-panel.tsx';
import '../styles.css';

type LiveModule = ReleasesCompositionSubscription['composition'][number];

const columns = [
  { id: 'module', header: 'Module', cell: (row: LiveModule) => <span className="releases-name">{row.module}</span> },
  { id: 'kind', header: 'Kind', width: 90, priority: 2, cell: (row: LiveModule) => kindLabel(row.kind) },
  {
    id: 'version',
    header: 'Live',
    width: 200,
    cell: (row: LiveModule) => <LiveVersion module={row} />,
  },
  { id: 'team', header: 'Team', width: 190, cell: (row: LiveModule) => <TeamOf module={row} /> },
  {
    id: 'since',
    header: 'Since',
    width: 130,
    align: 'end',
    phone: 'aside',
    cell: (row: LiveModule) => <RelativeTime at={row.since} />,
  },
  { id: 'by', header: 'By', width: 220, priority: 3, cell: (row: LiveModule) => <PersonName name={row.by} /> },
  {
    id: 'before',
    header: 'Rollback to',
    width: 130,
    priority: 3,
    cell: (row: LiveModule) =>
      row.previousVersion ? (
        <span className="releases-version">{row.previousVersion}</span>
      ) : (
        <span className="releases-quiet">First release</span>
      ),
  },
] as const;

function LiveVersion({ module: { version, canaryVersion, canaryShare } }: { readonly module: LiveModule }) {
  return (
    <span className="releases-live">
      <span className="releases-version">{version}</span>
      {canaryVersion ? <StatusBadge tone="info">{`${canaryVersion} to ${canaryShare} %`}</StatusBadge> : null}
    </span>
  );
}

function TeamOf({ module }: { readonly module: LiveModule }) {
  return (
    <span className="releases-team">
      {module.team} <span className="releases-quiet">{module.contact}</span>
    </span>
  );
}

export default function CompositionPage() {
  const { module } = useParams();
  const navigate = useNavigate();
  const live = useLive(ReleasesCompositionDocument, { environment: 'production' });
  const rows = useMemo(() => [...live.documents].sort((a, b) => a.module.localeCompare(b.module)), [live.documents]);
  const loading = live.state === 'loading';

  return (
    <Split
      panel={
        module === undefined ? null : (
          <ModulePanel
            key={module}
            module={module}
            live={rows.find((row) => row.module === module)}
            onClose={() => navigate('/releases')}
          />
        )
      }
    >
      <Page>
        <PageHeader
          title="Releases"
          about={
            <span className="releases-about">
              <StatusBadge tone="success">Production</StatusBadge>{' '}
              {loading ? 'What is live right now.' : `${rows.length} modules, each deployed by its own team.`}
            </span>
          }
          actions={<ButtonLink href="/releases/history">History</ButtonLink>}
        />
        {live.state === 'stale' && live.asOf !== undefined ? (
          <StaleNotice asOf={live.asOf}>{live.problem?.message ?? 'Not updating'}</StaleNotice>
        ) : null}
        {live.problem && live.asOf === undefined ? (
          <FailurePlace
            title="What is live can't be shown right now"
            owner={live.problem.owner}
            reason={`${live.problem.message} What is live stays live.`}
            code={live.problem.code}
            onRetry={live.problem.retry}
            minHeight={360}
          />
        ) : (
          <DataTable
            label="What is live"
            columns={columns}
            rows={loading ? undefined : rows}
            rowKey={(row) => row.id}
            selectedKey={module === undefined ? undefined : `production/${module}`}
            onOpen={(row) => navigate(`/releases/${row.module}`)}
            changed={live.changed}
            empty={
              <EmptyState icon="rocket" title="Nothing is live yet">
                A team publishes with <code>tessera publish</code> and promotes with <code>tessera promote</code>.
              </EmptyState>
            }
          />
        )}
      </Page>
    </Split>
  );
}
