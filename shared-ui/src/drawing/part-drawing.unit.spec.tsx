import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { parts } from '../../gallery/sample/parts.ts';
import { PartDrawing } from './part-drawing.tsx';

const family = (sku: string) => sku.slice(0, 7);
const drawn = (part: (typeof parts)[number]) =>
  renderToStaticMarkup(
    <PartDrawing category={part.category} name={part.name} attributes={part.attributes} dimensions={false} />,
  );

test('every family has a drawing of its own', () => {
  const oneEach = parts.filter((part, at) => family(parts[at - 1]?.sku ?? '') !== family(part.sku));
  // O-rings of two rubbers are the same ring.
  const shapes = new Set(oneEach.filter(({ sku }) => family(sku) !== 'SEA-ORF').map(drawn));
  expect(shapes.size).toBe(oneEach.length - 1);
});

test.each(['PMP-CEN', 'VLV-BAL', 'FIT-FLG', 'SEA-ORE'])('%s: each size looks different', (name) => {
  const sizes = parts.filter(({ sku }) => family(sku) === name);
  expect(new Set(sizes.map(drawn)).size).toBe(sizes.length);
});

test.each(parts.map((part) => [part.sku, part] as const))(
  '%s has whole numbers of lines: no NaN, nothing undefined',
  (_, part) => {
    expect(drawn(part)).not.toMatch(/NaN|undefined|Infinity/);
  },
);

test('a larger flange has more bolts', () => {
  const holes = (dn: number) =>
    drawn({
      sku: 'x',
      unitPrice: 0,
      category: 'Fittings',
      name: 'Weld-neck flange',
      attributes: [{ name: 'Nominal size', value: `DN ${dn}` }],
    }).match(/r="3.2"/g)?.length;
  expect([holes(25), holes(100), holes(250)]).toEqual([4, 8, 12]);
});

test('connection changes the ends', () => {
  const valve = (connection: string) =>
    renderToStaticMarkup(
      <PartDrawing category="Valves" name="Ball valve" attributes={[{ name: 'Connection', value: connection }]} />,
    );
  expect(new Set(['Flange', 'Female thread', 'Male thread', 'Weld ends', 'Hose tail'].map(valve)).size).toBe(5);
});

test('a category nobody drew still gets a part; a title names the picture, without one it is decoration', () => {
  const named = renderToStaticMarkup(<PartDrawing category="Widgets" attributes={[]} title="Widget" />);
  expect(named).toContain('role="img" aria-label="Widget"');
  expect(named).toContain('<rect');
  expect(renderToStaticMarkup(<PartDrawing category="Widgets" attributes={[]} />)).toContain('aria-hidden="true"');
});
