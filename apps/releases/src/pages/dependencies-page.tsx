/** Who depends on whom, drawn and as a list, down to the field, the line and the release that only open tabs run. */
import { useLive, useNavigate, useQuery, useSearch } from '@tessera/app-kit';
import { Checkbox, DataTable, EmptyState, SegmentedControl, Skeleton, useDelayed, usePhone } from '@tessera/shared-ui';
import { useCallback, useMemo } from 'react';
import { ReleasesCompositionDocument, ReleasesDependenciesDocument } from '#graphql';
import { ConsolePage } from '../console/console-page.tsx';
import { useEnvironment } from '../console/environment.ts';
import { GraphView } from '../dependencies/graph-view.tsx';
import { amount, kinds, kindsOf, type GraphEdge } from '../dependencies/kinds.ts';
import { DependencyModulePanel } from '../dependencies/module-panel.tsx';
import { SubjectSearch } from '../dependencies/subject-search.tsx';
import { UsesPanel } from '../dependencies/uses-panel.tsx';

const columns = [
  {
    id: 'consumer',
    header: 'Module',
    cell: ({ consumer }: GraphEdge) => <span className="releases-name">{consumer}</span>,
  },
  { id: 'amount', header: 'Uses', width: 200, cell: (edge: GraphEdge) => amount(edge) },
  { id: 'provider', header: 'Of', cell: ({ provider }: GraphEdge) => provider },
] as const;

export default function DependenciesPage() {
  const phone = usePhone();
  const navigate = useNavigate();
  const [search, setSearch] = useSearch();
  const { environment, isDefault, suffix, hrefOf: pageHref } = useEnvironment();
  const live = useLive(ReleasesCompositionDocument, { environment });
  const revision = live.documents[0]?.revision;
  const { data, problem, refetch } = useQuery(
    ReleasesDependenciesDocument,
    { environment },
    { newerThan: revision, keepPrevious: false },
  );
  const graph = data?.dependencies;
  const shown = useMemo(() => kindsOf(search['show']), [search]);
  const edges = useMemo(() => (graph?.edges ?? []).filter(({ kind }) => shown.includes(kind)), [graph, shown]);
  const showSkeleton = useDelayed(graph === undefined);
  const view = search['view'] ?? (phone ? 'list' : 'drawing');
  const { module, with: other, subject } = search;
  const selected = edges.find(({ consumer, provider }) => consumer === module && provider === other);
  const opened = graph?.modules.find((one) => one.module === module);

  const hrefOf = useCallback(
    (change: { readonly module?: string; readonly with?: string; readonly subject?: string }) =>
      pageHref('/releases/dependencies', { view: search['view'], show: search['show'], ...change }),
    [search, pageHref],
  );
  const close = () => navigate(hrefOf({}));
  const edgeHref = ({ consumer, provider }: GraphEdge) => hrefOf({ module: consumer, with: provider });
  const subjectHref = (name: string) => hrefOf({ subject: name });

  return (
    <ConsolePage
      title="Dependencies"
      about={
        graph && graph.modules.length > 0
          ? `${graph.modules.length} modules and ${graph.edges.length} dependencies, over every release somebody can still run${suffix}.`
          : 'Who depends on whom, down to the field.'
      }
      tools={
        <>
          <SubjectSearch environment={environment} onChoose={(name) => navigate(subjectHref(name))} />
          <SegmentedControl
            label="Shown as"
            value={view}
            options={[
              { id: 'drawing', label: 'Drawing' },
              { id: 'list', label: 'List' },
            ]}
            onChange={(next) => setSearch({ view: next }, { replace: true })}
          />
          <div role="group" aria-label="Kinds of dependencies" className="releases-kinds">
            {kinds.map(({ id, label }) => (
              <Checkbox
                key={id}
                isSelected={shown.includes(id)}
                onChange={(isShown) =>
                  setSearch(
                    {
                      show: kinds
                        .map((kind) => kind.id)
                        .filter((kind) => (kind === id ? isShown : shown.includes(kind)))
                        .join(','),
                    },
                    { replace: true },
                  )
                }
              >
                <span className="releases-kinds__one">
                  <svg aria-hidden width="20" height="8" className="releases-edge" data-kind={id}>
                    <path d="M0 4H20" className="releases-edge__line" strokeWidth="1.75" />
                  </svg>
                  {label}
                </span>
              </Checkbox>
            ))}
          </div>
        </>
      }
      adds={[live]}
      problem={graph === undefined && problem ? { retry: refetch, ...problem } : undefined}
      failing="Dependencies can’t be shown right now"
      panel={
        subject !== undefined ? (
          <UsesPanel
            key={`${environment} ${subject}`}
            environment={environment}
            subject={subject}
            revision={revision}
            hrefOf={subjectHref}
            onClose={close}
          />
        ) : opened && other !== undefined ? (
          <UsesPanel
            key={`${environment} ${module} ${other}`}
            environment={environment}
            consumer={module}
            provider={other}
            revision={revision}
            hrefOf={subjectHref}
            onClose={() => navigate(hrefOf({ module: opened.module }))}
          />
        ) : opened && graph ? (
          <DependencyModulePanel
            key={opened.module}
            module={opened}
            edges={graph.edges}
            hrefOf={edgeHref}
            onClose={close}
          />
        ) : null
      }
    >
      {graph && graph.unjudged.length > 0 ? (
        <p className="releases-missing">{`What these use is not known, since they were published without a contract: ${graph.unjudged.join(', ')}.`}</p>
      ) : null}
      {graph === undefined ? (
        showSkeleton && (
          <div className="releases-graph">
            <Skeleton height={420} shape="block" />
          </div>
        )
      ) : graph.modules.length === 0 ? (
        <EmptyState icon="boxes" title={isDefault ? 'Nothing is live yet' : `Nothing is live${suffix}`}>
          What a module uses of others stands in its contract, which is published with each release.
        </EmptyState>
      ) : view === 'drawing' ? (
        <GraphView
          modules={graph.modules}
          edges={edges}
          selected={opened?.module}
          pair={other}
          onModule={(name) => navigate(name === module && other === undefined ? hrefOf({}) : hrefOf({ module: name }))}
          onEdge={(edge) => navigate(edgeHref(edge))}
        />
      ) : (
        <DataTable
          label="Dependencies"
          columns={columns}
          rows={edges}
          rowKey={keyOf}
          onOpen={(edge) => navigate(edgeHref(edge))}
          selectedKey={selected && keyOf(selected)}
          empty={
            <EmptyState icon="boxes" title="Nothing of these kinds">
              Choose another kind of dependency above.
            </EmptyState>
          }
        />
      )}
    </ConsolePage>
  );
}

const keyOf = ({ consumer, provider, kind }: GraphEdge) => `${consumer} ${provider} ${kind}`;
