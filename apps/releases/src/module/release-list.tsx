/** A module's releases, newest first, and what may be done with each. */
import { useQuery } from '@tessera/app-kit';
import {
  Button,
  DataTable,
  EmptyState,
  Menu,
  RelativeTime,
  Section,
  Skeleton,
  StatusBadge,
  useNow,
  type MenuAction,
} from '@tessera/shared-ui';
import { useMemo } from 'react';
import { ReleasesOfModuleDocument, type ReleasesOfModuleQuery } from '#graphql';
import type { Census, LiveModule } from '../composition/rows.ts';
import { formatBytes } from '../composition/words.ts';
import { PanelFailure } from '../console/panel-failure.tsx';
import { openTabs } from '../tabs/open-tabs.ts';
import { tabsWord } from '../tabs/tabs-word.ts';
import { shares } from './shares.ts';
import type { ReleaseVerbs } from './use-release-verbs.ts';

type Release = ReleasesOfModuleQuery['releases']['items'][number];

interface ReleaseListProps {
  readonly module: string;
  /** Of a library one for each major. */
  readonly lives: readonly LiveModule[];
  readonly census: readonly Census[];
  readonly mayRelease: boolean;
  readonly verbs: ReleaseVerbs;
  readonly onKill: (version: string) => void;
}

export function ReleaseList({ module, lives, census, mayRelease, verbs, onKill }: ReleaseListProps) {
  const now = useNow(60_000);
  const tabs = useMemo(
    () => new Map(openTabs(census, lives, now).map(({ id, count }) => [id, count])),
    [census, lives, now],
  );
  const { data, problem, refetch } = useQuery(ReleasesOfModuleDocument, { module }, { newerThan: lives[0]?.revision });

  const columns = [
    {
      id: 'version',
      header: 'Release',
      cell: (release: Release) => (
        <>
          <span className="releases-version">{release.version}</span>{' '}
          <span className="releases-kind releases-size">{formatBytes(release.size)}</span>
        </>
      ),
    },
    {
      id: 'published',
      header: 'Published',
      width: 100,
      cell: (release: Release) => <RelativeTime at={release.publishedAt} />,
    },
    {
      id: 'tabs',
      header: 'Tabs',
      width: 52,
      align: 'end' as const,
      phone: 'detail' as const,
      phoneUnit: ({ id }: Release) => tabsWord(tabs.get(id) ?? 0),
      cell: ({ id }: Release) => tabs.get(id) ?? <span className="releases-quiet">0</span>,
    },
    {
      id: 'state',
      header: 'State',
      width: 138,
      align: 'end' as const,
      cell: (release: Release) => (
        <ReleaseState
          release={release}
          tabs={tabs.get(release.id) ?? 0}
          lives={lives}
          mayRelease={mayRelease}
          verbs={verbs}
          onKill={onKill}
        />
      ),
    },
  ];

  if (problem && !data)
    return <PanelFailure title="Its releases can’t be listed right now" problem={problem} onRetry={refetch} />;
  if (!data) return <Skeleton height={160} shape="block" />;
  return (
    <Section title="Releases">
      <DataTable
        label={`Releases of ${module}`}
        columns={columns}
        rows={data.releases.items}
        rowKey={(release) => release.id}
        empty={
          <EmptyState icon="package" title={`There is no module ${module}`} minHeight={160}>
            Modules and their teams are listed in teams.json.
          </EmptyState>
        }
      />
    </Section>
  );
}

type ReleaseStateProps = Omit<ReleaseListProps, 'module' | 'census'> & {
  readonly release: Release;
  /** Open ones that run it. */
  readonly tabs: number;
};

function ReleaseState({ release, tabs, lives, mayRelease, verbs, onKill }: ReleaseStateProps) {
  const { id, kind, version } = release;
  if (lives.some(({ killed }) => killed.includes(version))) return <StatusBadge tone="danger">Killed</StatusBadge>;
  const isLive = lives.some((live) => live.version === version);
  const canary = lives.find(({ canaryVersion }) => canaryVersion === version);
  const isCanary = canary !== undefined;
  const state = isLive ? (
    <StatusBadge tone="success">Live</StatusBadge>
  ) : isCanary ? (
    <StatusBadge tone="info">{`${canary.canaryShare} %`}</StatusBadge>
  ) : null;
  if (!mayRelease) return state;
  // What is live no more may still be what open tabs run.
  const runs = isLive || isCanary || tabs > 0 || lives.some(({ previousVersion }) => previousVersion === version);
  const items: MenuAction[] = [
    ...(isLive ? [] : [{ id: 'everyone', label: 'To everyone', section: 'Promote' }]),
    // A library is the frame's: it has no canaries.
    ...(isLive || isCanary || lives.length === 0 || kind === 'LIBRARY'
      ? []
      : shares.map((share) => ({ id: String(share), label: `To ${share} % of the users`, section: 'Promote' }))),
    ...(runs ? [{ id: 'kill', label: 'Take off at once', tone: 'danger' as const, section: 'Kill switch' }] : []),
  ];
  return (
    <span className="releases-state">
      {state}
      <Menu
        trigger={
          <Button size="small" variant="quiet" isDisabled={verbs.running} aria-label={`Actions on ${id}`}>
            {state ? 'More' : 'Promote'}
          </Button>
        }
        items={items}
        onAction={(action) => {
          if (action === 'kill') onKill(version);
          else void verbs.promote(version, action === 'everyone' ? undefined : Number(action));
        }}
      />
    </span>
  );
}
