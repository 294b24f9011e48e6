/** One module: what is live, its releases, and the two verbs a person may use on them here. */
import { notify, useCommand, useQuery, useUser } from '@tessera/app-kit';
import {
  Button,
  DataTable,
  EmptyState,
  FailurePlace,
  KeyValueList,
  PersonName,
  RelativeTime,
  Section,
  SidePanel,
  Skeleton,
  StatusBadge,
} from '@tessera/shared-ui';
import {
  ReleasesOfModuleDocument,
  ReleasesPromoteDocument,
  ReleasesRollbackDocument,
  type ReleasesCompositionSubscription,
  type ReleasesOfModuleQuery,
} from '#graphql';
import { formatBytes, kindLabel } from './words.ts';

type LiveModule = ReleasesCompositionSubscription['composition'][number];
type Release = ReleasesOfModuleQuery['releases']['items'][number];

interface ModulePanelProps {
  readonly module: string;
  readonly live: LiveModule | undefined;
  readonly onClose: () => void;
}

export function ModulePanel({ module, live, onClose }: ModulePanelProps) {
  const user = useUser();
  const mayRelease = user?.roles.includes('release-manager') ?? false;
  const [rollback, rolling] = useCommand(ReleasesRollbackDocument);

  const rollBack = async () => {
    const { data, problem } = await rollback({ input: { module, environment: 'production' } });
    const refused = problem ?? data?.rollback.problem;
    const now = data?.rollback.live?.version;
    if (refused) notify({ tone: 'danger', message: refused.message });
    else
      notify({
        tone: 'success',
        message: `${module} is back at ${now}.`,
        detail: 'New pages run it now; open tabs at their next navigation.',
      });
  };

  return (
    <SidePanel
      title={module}
      subtitle={live ? `${kindLabel(live.kind)} of ${live.team}, ${live.contact}` : undefined}
      onClose={onClose}
      actions={
        mayRelease && live?.previousVersion ? (
          <Button size="small" variant="danger" isPending={rolling.running} onPress={() => void rollBack()}>
            {`Roll back to ${live.previousVersion}`}
          </Button>
        ) : undefined
      }
    >
      {live ? (
        <Section title="Live">
          <KeyValueList
            items={[
              { label: 'Version', value: <span className="releases-version">{live.version}</span> },
              { label: 'Since', value: <RelativeTime at={live.since} /> },
              { label: 'By', value: <PersonName name={live.by} /> },
              ...(live.reason ? [{ label: 'Why', value: live.reason }] : []),
              { label: 'Digest', value: <code className="releases-digest">{live.digest}</code> },
            ]}
          />
        </Section>
      ) : null}
      <Releases module={module} live={live} mayRelease={mayRelease} />
    </SidePanel>
  );
}

function Releases({
  module,
  live,
  mayRelease,
}: {
  readonly module: string;
  readonly live: LiveModule | undefined;
  readonly mayRelease: boolean;
}) {
  const { data, problem, refetch } = useQuery(ReleasesOfModuleDocument, { module }, { newerThan: live?.revision });
  const [promote, { running }] = useCommand(ReleasesPromoteDocument);

  const goLive = async (release: Release) => {
    const basedOn = live?.revision ?? null;
    const { data: answer, problem: failed } = await promote({
      input: { module, version: release.version, environment: 'production', basedOn },
    });
    const refused = failed ?? answer?.promote.problem;
    if (refused) notify({ tone: 'danger', message: refused.message });
    else
      notify({
        tone: 'success',
        message: `${release.id} is live.`,
        detail: 'New pages run it now; open tabs at their next navigation.',
      });
  };

  const columns = [
    {
      id: 'version',
      header: 'Release',
      cell: (release: Release) => <span className="releases-version">{release.version}</span>,
    },
    {
      id: 'published',
      header: 'Published',
      width: 100,
      cell: (release: Release) => <RelativeTime at={release.publishedAt} />,
    },
    {
      id: 'size',
      header: 'Size',
      width: 70,
      align: 'end' as const,
      cell: (release: Release) => formatBytes(release.size),
    },
    {
      id: 'live',
      header: 'State',
      width: 104,
      align: 'end' as const,
      cell: (release: Release) =>
        release.version === live?.version ? (
          <StatusBadge tone="success">Live</StatusBadge>
        ) : mayRelease ? (
          <Button
            size="small"
            variant="quiet"
            isDisabled={running}
            aria-label={`Promote ${release.id}`}
            onPress={() => void goLive(release)}
          >
            Promote
          </Button>
        ) : null,
    },
  ];

  if (problem && !data)
    return (
      <FailurePlace
        title="Its releases can't be listed right now"
        owner={problem.owner}
        reason={problem.message}
        code={problem.code}
        onRetry={refetch}
        level={3}
      />
    );
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
