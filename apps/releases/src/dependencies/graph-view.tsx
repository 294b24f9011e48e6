/**
 * The drawing: modules as buttons, dependencies as lines below them. Arrow keys move between modules as they stand; a line
 * can be pointed at, and whoever cannot point opens the same from its module.
 */
import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { kindLabel } from '../composition/words.ts';
import { amount, around, type GraphEdge, type GraphModule } from './kinds.ts';
import { layOut, neighbourOf, nodeSize } from './layout.ts';

interface GraphViewProps {
  readonly modules: readonly GraphModule[];
  /** Those that are drawn. */
  readonly edges: readonly GraphEdge[];
  /** The module whose dependencies stand out. */
  readonly selected: string | undefined;
  /** Of those, the one with this module. */
  readonly pair: string | undefined;
  readonly onModule: (module: string) => void;
  readonly onEdge: (edge: GraphEdge) => void;
}

export function GraphView({ modules, edges, selected, pair, onModule, onEdge }: GraphViewProps) {
  const place = useRef<HTMLDivElement>(null);
  const width = useWidth(place);
  const { nodes, lines, width: drawn, height } = useMemo(() => layOut(modules, edges, width), [modules, edges, width]);
  const [current, setCurrent] = useState<string>();
  const near = useMemo(() => nearOf(edges, selected), [edges, selected]);
  // One module is in the tab order: the one last focused, else the selected, else the first.
  const stop =
    [current, selected].find((name) => nodes.some(({ node }) => node.module === name)) ?? nodes[0]?.node.module;

  const move = (event: KeyboardEvent) => {
    const from = (event.target as HTMLElement).dataset['module'];
    const to = from === undefined ? undefined : neighbourOf(nodes, from, event.key);
    if (to === undefined) return;
    event.preventDefault();
    place.current?.querySelector<HTMLElement>(`[data-module="${to}"]`)?.focus();
  };

  return (
    <div ref={place} className="releases-graph">
      <div
        role="group"
        aria-label={`${modules.length} modules and ${lines.length} dependencies; arrow keys move between modules`}
        className="releases-graph__sheet"
        style={{ inlineSize: drawn, blockSize: height }}
        onKeyDown={move}
      >
        <svg aria-hidden width={drawn} height={height} className="releases-graph__lines">
          <defs>
            <marker
              id="releases-arrow"
              viewBox="0 0 8 8"
              refX="7.5"
              refY="4"
              markerUnits="userSpaceOnUse"
              markerWidth="9"
              markerHeight="9"
              orient="auto"
            >
              <path d="M0.5 0.8 7.5 4 0.5 7.2z" className="releases-graph__head" />
            </marker>
          </defs>
          {lines.map(({ edge, path }) => {
            const { consumer, provider, kind, subjects } = edge;
            const isNear = selected === undefined || consumer === selected || provider === selected;
            const isPair = pair !== undefined && isNear && (consumer === pair || provider === pair);
            return (
              <g
                key={`${consumer} ${provider} ${kind}`}
                className="releases-edge"
                data-kind={kind}
                data-near={isPair ? 'pair' : isNear ? 'yes' : 'no'}
                onClick={() => onEdge(edge)}
              >
                <title>{`${consumer} uses ${amount(edge)} of ${provider}`}</title>
                <path d={path} className="releases-edge__hit" />
                <path
                  d={path}
                  className="releases-edge__line"
                  strokeWidth={Math.min(3, 1 + Math.log2(subjects) / 4)}
                  markerEnd="url(#releases-arrow)"
                />
              </g>
            );
          })}
        </svg>
        {nodes.map(({ node, x, y }) => {
          const { module, kind, team } = node;
          const isFar = selected !== undefined && selected !== module && !near.has(module);
          return (
            <button
              key={module}
              type="button"
              data-module={module}
              data-kind={kind}
              className="releases-node"
              data-near={isFar ? 'no' : 'yes'}
              style={{
                insetInlineStart: x,
                insetBlockStart: y,
                inlineSize: nodeSize.width,
                blockSize: nodeSize.height,
              }}
              aria-pressed={module === selected}
              tabIndex={module === stop ? 0 : -1}
              onFocus={() => setCurrent(module)}
              onClick={() => onModule(module)}
            >
              <span className="releases-node__name">{module}</span>
              <span className="ts-hidden-visually">{`, ${kindLabel(kind).toLowerCase()} of team `}</span>
              <span className="releases-node__team">{team}</span>
              <span className="ts-hidden-visually">{usesSentence(module, edges)}</span>
            </button>
          );
        })}
      </div>
    </div>
  );
}

/** `: uses 2 modules, used by none` */
function usesSentence(module: string, edges: readonly GraphEdge[]): string {
  const { uses, usedBy } = around(edges, module);
  const count = (names: readonly string[]) => {
    const different = new Set(names).size;
    return different === 0 ? 'none' : `${different} ${different === 1 ? 'module' : 'modules'}`;
  };
  return `: uses ${count(uses.map(({ provider }) => provider))}, used by ${count(usedBy.map(({ consumer }) => consumer))}`;
}

function nearOf(edges: readonly GraphEdge[], selected: string | undefined): ReadonlySet<string> {
  if (selected === undefined) return new Set();
  const { uses, usedBy } = around(edges, selected);
  return new Set([...uses.map(({ provider }) => provider), ...usedBy.map(({ consumer }) => consumer)]);
}

function useWidth(place: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(960);
  useLayoutEffect(() => {
    const element = place.current;
    if (element === null) return;
    const look = () => setWidth(element.clientWidth);
    look();
    const watch = new ResizeObserver(look);
    watch.observe(element);
    return () => watch.disconnect();
  }, [place]);
  return width;
}
