import { stripVTControlCharacters } from 'node:util';

/** Aligned columns, two spaces apart; the last one is never padded. Colours do not count towards the width. */
export function renderTable(cells: readonly (readonly string[])[]): string {
  // A line's end within a cell would look like a row of its own.
  const rows = cells.map((row) => row.map((cell) => cell.replaceAll(/\s*\n\s*/g, ' ')));
  const width = (text: string) => stripVTControlCharacters(text).length;
  const widths: number[] = [];
  for (const row of rows) row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, width(cell))));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === row.length - 1 ? cell : cell + ' '.repeat((widths[column] ?? 0) - width(cell)),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
