/**
 * Where modules and their dependencies stand in the drawing: three layers (what the page shares, apps, services), each
 * ordered so that few lines cross (barycentre heuristic, Sugiyama 1981). Pixels; knows nothing of how it is drawn.
 */

export interface Node {
  readonly module: string;
  readonly kind: string;
}

export interface Edge {
  readonly consumer: string;
  readonly provider: string;
  readonly kind: string;
}

export interface Placed<N extends Node> {
  readonly node: N;
  /** 0 to 2, from the left. */
  readonly layer: number;
  /** Its place in the layer, from the top. */
  readonly row: number;
  /** Of its upper left corner. */
  readonly x: number;
  readonly y: number;
}

export interface Line<E extends Edge> {
  readonly edge: E;
  /** SVG path data, from the module that depends to the one it depends on. */
  readonly path: string;
}

export interface Layout<N extends Node, E extends Edge> {
  readonly nodes: readonly Placed<N>[];
  readonly lines: readonly Line<E>[];
  readonly width: number;
  readonly height: number;
}

export const nodeSize = { width: 156, height: 34 };
const rowStep = nodeSize.height + 12;
/** Room for lines between modules of one layer, left and right. */
const margin = 44;
const gap = { least: 92, most: 280 };
const sweeps = 6;

const layerOf = ({ kind }: Node): number => (kind === 'SERVICE' ? 2 : kind === 'APP' ? 1 : 0);

/** @param width the room there is; the drawing is as wide as it has to be. */
export function layOut<N extends Node, E extends Edge>(
  nodes: readonly N[],
  edges: readonly E[],
  width: number,
): Layout<N, E> {
  const layers = orderedLayers(nodes, edges);
  const tallest = Math.max(1, ...layers.map((layer) => layer.length));
  const height = tallest * rowStep;
  const free = (width - 2 * margin - layers.length * nodeSize.width) / Math.max(1, layers.length - 1);
  const between = Math.min(gap.most, Math.max(gap.least, free));
  const placeOf = (layer: number) => ({
    x: margin + layer * (nodeSize.width + between),
    top: (height - layers[layer]!.length * rowStep) / 2,
  });
  const placed = layers.flatMap((layer, at) => {
    const { x, top } = placeOf(at);
    return layer.map((node, row): Placed<N> => ({
      node,
      layer: at,
      row,
      x,
      y: top + row * rowStep + (rowStep - nodeSize.height) / 2,
    }));
  });
  const byName = new Map(placed.map((one) => [one.node.module, one]));
  const lines = edges.flatMap((edge) => {
    const [from, to] = [byName.get(edge.consumer), byName.get(edge.provider)];
    if (from === undefined || to === undefined || from === to) return [];
    const isPast = Math.abs(from.layer - to.layer) > 1;
    return [{ edge, path: pathBetween(from, to, isPast ? placeOf(1) : undefined) }];
  });
  const drawn = 2 * margin + layers.length * nodeSize.width + Math.max(0, layers.length - 1) * between;
  return { nodes: placed, lines, width: drawn, height };
}

/** Only layers in which there is something. */
function orderedLayers<N extends Node>(nodes: readonly N[], edges: readonly Edge[]): N[][] {
  const layers = [0, 1, 2]
    .map((layer) => nodes.filter((node) => layerOf(node) === layer).sort(byModule))
    .filter((layer) => layer.length > 0);
  const neighbours = new Map<string, string[]>();
  for (const { consumer, provider } of edges) {
    neighbours.set(consumer, [...(neighbours.get(consumer) ?? []), provider]);
    neighbours.set(provider, [...(neighbours.get(provider) ?? []), consumer]);
  }
  for (let sweep = 0; sweep < sweeps; sweep++) {
    // There and back: each layer is ordered by its neighbours in the other ones.
    const order = sweep % 2 === 0 ? [...layers.keys()] : [...layers.keys()].reverse();
    for (const at of order) {
      const places = new Map(
        layers.flatMap((layer, other) =>
          other === at ? [] : layer.map((node, row) => [node.module, (row + 0.5) / layer.length] as const),
        ),
      );
      layers[at] = [...layers[at]!]
        .map((node, row) => ({ node, row, weight: weightOf(node, row, places) }))
        .sort((a, b) => a.weight - b.weight || a.row - b.row)
        .map(({ node }) => node);
    }
  }
  return layers;

  function weightOf({ module }: N, row: number, places: ReadonlyMap<string, number>): number {
    const known = (neighbours.get(module) ?? []).flatMap((name) => places.get(name) ?? []);
    // Without a neighbour elsewhere it stays at the end, in its order.
    return known.length === 0 ? 2 + row : known.reduce((sum, place) => sum + place, 0) / known.length;
  }
}

const byModule = (a: Node, b: Node) => (a.module < b.module ? -1 : 1);

/** @param passed the layer between the two, when there is one */
function pathBetween(from: Placed<Node>, to: Placed<Node>, passed: { x: number; top: number } | undefined): string {
  const { width, height } = nodeSize;
  const [y1, y2] = [from.y + height / 2, to.y + height / 2];
  if (from.layer === to.layer) {
    // Services bow out to the right, what stands before them to the left: no line goes through another module.
    const isRight = from.layer === 2 || (from.layer > 0 && from.node.kind === 'SERVICE');
    const x = isRight ? from.x + width : from.x;
    const bow = (isRight ? 1 : -1) * Math.min(margin - 6, 18 + Math.abs(from.row - to.row) * 6);
    return `M${x} ${y1}C${x + bow} ${y1} ${x + bow} ${y2} ${x} ${y2}`;
  }
  const isForward = from.layer < to.layer;
  const start = { x: isForward ? from.x + width : from.x, y: y1 };
  const end = { x: isForward ? to.x : to.x + width, y: y2 };
  if (passed === undefined) return `M${start.x} ${start.y}${curve(start, end)}`;
  // Past a whole layer it goes through the space between two modules.
  const y = passed.top + Math.round(((y1 + y2) / 2 - passed.top) / rowStep) * rowStep;
  const [near, far] = isForward ? [passed.x, passed.x + width] : [passed.x + width, passed.x];
  return `M${start.x} ${start.y}${curve(start, { x: near, y })}H${far}${curve({ x: far, y }, end)}`;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function curve(from: Point, to: Point): string {
  const bend = (to.x - from.x) / 2;
  return `C${from.x + bend} ${from.y} ${to.x - bend} ${to.y} ${to.x} ${to.y}`;
}

/** The module an arrow key leads to; undefined at an edge. */
export function neighbourOf<N extends Node>(
  nodes: readonly Placed<N>[],
  module: string,
  key: string,
): string | undefined {
  const here = nodes.find(({ node }) => node.module === module);
  if (here === undefined) return undefined;
  const inLayer = (layer: number) => nodes.filter((one) => one.layer === layer);
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    const row = here.row + (key === 'ArrowDown' ? 1 : -1);
    return inLayer(here.layer).find((one) => one.row === row)?.node.module;
  }
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return undefined;
  const beside = inLayer(here.layer + (key === 'ArrowRight' ? 1 : -1));
  const nearest = [...beside].sort((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y));
  return nearest[0]?.node.module;
}
