import { expect, it } from 'vitest';
import { createStyle } from './style.ts';
import { renderTable } from './table.ts';

it('aligns columns, whatever colour they have', () => {
  const style = createStyle({ isTTY: true }, {});
  expect(
    renderTable([
      ['a', 'b', 'c'],
      ['long', '', 'x'],
    ]),
  ).toBe('a     b  c\nlong     x');
  const coloured = renderTable([
    [style.good('a'), 'b'],
    ['long', 'x'],
  ]);
  expect(coloured.split('\n')[0]).toBe(`${style.good('a')}     b`);
});
