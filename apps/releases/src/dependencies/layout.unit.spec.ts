import { expect, test } from 'vitest';
import { layOut, neighbourOf, nodeSize, type Edge, type Node } from './layout.ts';

const app = (module: string): Node => ({ module, kind: 'APP' });
const service = (module: string): Node => ({ module, kind: 'SERVICE' });
const uses = (consumer: string, provider: string): Edge => ({ consumer, provider, kind: 'FIELDS' });

/** How many pairs of lines between two layers cross. */
function crossings(nodes: readonly Node[], edges: readonly Edge[]): number {
  const row = new Map(layOut(nodes, edges, 1_000).nodes.map((one) => [one.node.module, one.row]));
  const ends = edges.map(({ consumer, provider }) => [row.get(consumer)!, row.get(provider)!] as const);
  let count = 0;
  ends.forEach(([a, b], at) => {
    for (const [c, d] of ends.slice(at + 1)) if ((a - c) * (b - d) < 0) count += 1;
  });
  return count;
}

test('what the page shares stands left, apps in the middle, services right, and none on another', () => {
  const nodes = [service('s1'), app('a1'), app('a2'), { module: 'shell', kind: 'SHELL' }];
  const { nodes: placed, width, height } = layOut(nodes, [], 1_000);
  expect(placed.map(({ node, layer }) => `${node.module} ${layer}`)).toEqual(['shell 0', 'a1 1', 'a2 1', 's1 2']);
  for (const one of placed) {
    expect(one.x + nodeSize.width).toBeLessThanOrEqual(width);
    expect(one.y + nodeSize.height).toBeLessThanOrEqual(height);
    for (const other of placed) {
      if (one === other) continue;
      const apart = Math.abs(one.x - other.x) >= nodeSize.width || Math.abs(one.y - other.y) >= nodeSize.height;
      expect(apart, `${one.node.module} and ${other.node.module}`).toBe(true);
    }
  }
});

test('modules are ordered so that lines need not cross', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const nodes = [...names.map(app), ...names.map((name) => service(`s-${name}`))];
  // By name the lines would all cross each other.
  const edges = names.map((name, at) => uses(name, `s-${names[names.length - 1 - at]}`));
  expect(crossings(nodes, edges)).toBe(0);
});

test('the same modules and dependencies are drawn the same, in whatever order they come', () => {
  const nodes = ['x', 'y', 'z'].flatMap((name) => [app(name), service(`s-${name}`)]);
  const edges = [uses('x', 's-z'), uses('y', 's-z'), uses('z', 's-x')];
  const drawn = (some: readonly Node[]) => layOut(some, edges, 800).nodes.map(({ node, x, y }) => [node.module, x, y]);
  expect(drawn([...nodes].reverse())).toEqual(drawn(nodes));
});

test('a line starts at who depends and ends at what it depends on; what is not drawn has none', () => {
  const { lines, nodes } = layOut([app('a'), service('s')], [uses('a', 's'), uses('a', 'gone')], 800);
  const [from, to] = nodes as [(typeof nodes)[0], (typeof nodes)[0]];
  expect(lines).toHaveLength(1);
  expect(lines[0]?.path.startsWith(`M${from.x + nodeSize.width} `)).toBe(true);
  expect(lines[0]?.path.endsWith(` ${to.x} ${to.y + nodeSize.height / 2}`)).toBe(true);
});

test('a line past a whole layer goes between its modules', () => {
  const nodes = [{ module: 'shell', kind: 'SHELL' }, app('a'), app('b'), service('s')];
  const { lines, nodes: placed } = layOut(nodes, [uses('shell', 's')], 900);
  const middle = placed.filter(({ layer }) => layer === 1);
  const [, y] = /([\d.]+)H[\d.]+C/.exec(lines[0]?.path ?? '') ?? [];
  for (const { y: top } of middle) expect(Number(y) < top || Number(y) > top + nodeSize.height).toBe(true);
});

test('arrow keys lead to the next module of the layer, and to the nearest of the next layer', () => {
  const { nodes } = layOut([app('a'), app('b'), service('s')], [uses('a', 's')], 800);
  expect(neighbourOf(nodes, 'a', 'ArrowDown')).toBe('b');
  expect(neighbourOf(nodes, 'b', 'ArrowDown')).toBeUndefined();
  expect(neighbourOf(nodes, 'b', 'ArrowRight')).toBe('s');
  expect(neighbourOf(nodes, 's', 'ArrowRight')).toBeUndefined();
  expect(neighbourOf(nodes, 's', 'Home')).toBeUndefined();
});

test('two hundred modules and two thousand dependencies are placed', () => {
  const apps = Array.from({ length: 150 }, (_, at) => app(`app-${at}`));
  const services = Array.from({ length: 50 }, (_, at) => service(`service-${at}`));
  const edges = apps.flatMap(({ module }, at) =>
    Array.from({ length: 14 }, (_, step) => uses(module, `service-${(at * 7 + step * 3) % 50}`)),
  );
  const layout = layOut([...apps, ...services], edges, 1_000);
  expect(layout.nodes).toHaveLength(200);
  expect(layout.lines).toHaveLength(2_100);
});
