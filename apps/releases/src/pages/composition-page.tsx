/** The release console: what is live of every module, whose it is and how it fares; one module's releases beside it. */
import { failureOf, useLive, useNavigate, useParams, useSearch } from '@tessera/app-kit';
import { DataTable, EmptyState, PersonName, RelativeTime, SearchField, StatusBadge, useNow } from '@tessera/shared-ui';
import { useMemo, useState } from 'react';
import { ReleasesCensusDocument, ReleasesCompositionDocument, ReleasesHealthDocument } from '#graphql';
import { createRows, type LiveModule, type ModuleRow } from '../composition/rows.ts';
import { kindLabel } from '../composition/words.ts';
import { ConsolePage } from '../console/console-page.tsx';
import { useEnvironment } from '../console/environment.ts';
import { HealthSpark } from '../health/health-spark.tsx';
import { ModulePanel } from '../module/module-panel.tsx';
import { tabsWord } from '../tabs/tabs-word.ts';

const columns = [
  {
    id: 'module',
    header: 'Module',
    cell: ({ live: { module, kind } }: ModuleRow) => (
      <>
        <span className="releases-name">{module}</span> <span className="releases-kind">{kindLabel(kind)}</span>
      </>
    ),
  },
  { id: 'version', header: 'Live', width: 190, cell: ({ live }: ModuleRow) => <LiveVersion module={live} /> },
  {
    id: 'health',
    header: 'Last hour',
    width: 164,
    cell: ({ health }: ModuleRow) => <HealthSpark hour={health} />,
  },
  {
    id: 'tabs',
    header: 'Open tabs',
    width: 148,
    align: 'end',
    priority: 2,
    phone: 'detail',
    phoneUnit: ({ tabs }: ModuleRow) => tabsWord(tabs),
    cell: ({ tabs, behind }: ModuleRow) => <TabCount tabs={tabs} behind={behind} />,
  },
  {
    id: 'team',
    header: 'Owner',
    width: 190,
    priority: 3,
    phone: 'detail',
    cell: ({ live }: ModuleRow) => <TeamOf module={live} />,
  },
  {
    id: 'since',
    header: 'Since',
    width: 116,
    align: 'end',
    phone: 'aside',
    cell: ({ live }: ModuleRow) => <RelativeTime at={live.since} />,
  },
  { id: 'by', header: 'By', width: 230, priority: 3, cell: ({ live }: ModuleRow) => <PersonName name={live.by} /> },
] as const;

function LiveVersion({ module: { version, canaryVersion, canaryShare } }: { readonly module: LiveModule }) {
  return (
    <span className="releases-live">
      <span className="releases-version" title={version}>
        {version}
      </span>
      {canaryVersion ? (
        <StatusBadge tone="info">
          <span className="releases-canary">
            <span className="releases-canary__version" title={canaryVersion}>
              {canaryVersion}
            </span>
            {` to ${canaryShare} %`}
          </span>
        </StatusBadge>
      ) : null}
    </span>
  );
}

function TabCount({ tabs, behind }: Pick<ModuleRow, 'tabs' | 'behind'>) {
  return (
    <>
      {behind > 0 ? <span className="releases-quiet">{`${behind} behind · `}</span> : null}
      {tabs}
    </>
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
  const [search, setSearch] = useSearch();
  const now = useNow(30_000);
  const { environment, isDefault, label, hrefOf } = useEnvironment();
  const live = useLive(ReleasesCompositionDocument, { environment });
  const health = useLive(ReleasesHealthDocument, { environment });
  const census = useLive(ReleasesCensusDocument, { environment });
  const [rowsOf] = useState(createRows);
  const rows = useMemo(
    () => rowsOf({ live: live.documents, health: health.documents, census: census.documents, now }),
    [rowsOf, live.documents, health.documents, census.documents, now],
  );
  const words = (search['q'] ?? '').trim().toLowerCase();
  const shown = useMemo(
    () =>
      words === ''
        ? rows
        : rows.filter(({ live: { module: name, team, version } }) => `${name} ${team} ${version}`.includes(words)),
    [rows, words],
  );
  const opened = useMemo(() => rows.filter((row) => row.live.module === module), [rows, module]);
  const moduleHref = (row: ModuleRow) => hrefOf(`/releases/${row.live.module}`);
  const loading = live.state === 'loading';
  const canaries = rows.filter(({ live: { canaryVersion } }) => canaryVersion).length;

  return (
    <ConsolePage
      title="Releases"
      about={
        <span className="releases-about">
          <StatusBadge tone={isDefault ? 'success' : 'info'}>{label}</StatusBadge>{' '}
          {loading || failureOf(live) || rows.length === 0
            ? 'What is live right now.'
            : `${rows.length === 1 ? 'One module' : `${rows.length} modules`}, each deployed by its own team${canaries === 0 ? '' : `; ${canaries} with a canary`}.`}
        </span>
      }
      tools={
        <SearchField
          label="Search modules"
          placeholder="Module, team or version"
          value={search['q'] ?? ''}
          onChange={(q) => setSearch({ q: q === '' ? undefined : q }, { replace: true })}
        />
      }
      needs={[live]}
      adds={[health, census]}
      failing="What is live can’t be shown right now"
      stillWorks="What is live stays live."
      panel={
        module === undefined ? null : (
          <ModulePanel
            key={`${environment} ${module}`}
            module={module}
            rows={opened}
            isKnown={!loading && failureOf(live) === undefined}
            census={census.documents}
            onClose={() => navigate(hrefOf('/releases'))}
          />
        )
      }
    >
      <DataTable
        label="What is live"
        columns={columns}
        rows={loading ? undefined : shown}
        rowKey={keyOf}
        rowHref={moduleHref}
        selectedKey={opened.length === 1 ? opened[0]?.live.id : undefined}
        onOpen={(row) => navigate(moduleHref(row))}
        changed={live.changed}
        empty={
          words === '' ? (
            <EmptyState icon="rocket" title={isDefault ? 'Nothing is live yet' : `Nothing is live in ${environment}`}>
              A team publishes with <code>tessera publish</code> and promotes with{' '}
              <code>{isDefault ? 'tessera promote' : `tessera promote --environment ${environment}`}</code>.
            </EmptyState>
          ) : (
            <EmptyState icon="search" title="Nothing fits">
              Try a module’s name, a team or a version.
            </EmptyState>
          )
        }
      />
    </ConsolePage>
  );
}

const keyOf = ({ live: { id } }: ModuleRow) => id;
