/** A small line chart as SVG, readable on light and dark pages. */
export interface Line {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const [width, height, left, bottom, top, right] = [640, 320, 64, 44, 40, 120];
const colours = ['#0f766e', '#b45309', '#6d28d9'];

export function lineChart(title: string, xLabel: string, yLabel: string, lines: readonly Line[]): string {
  const all = lines.flatMap(({ points }) => points);
  const [maxX, maxY] = [Math.max(...all.map(([x]) => x)), niceAbove(Math.max(...all.map(([, y]) => y)))];
  const at = ([x, y]: readonly [number, number]) =>
    [left + (x / maxX) * (width - left - right), height - bottom - (y / maxY) * (height - bottom - top)].map(
      (value) => Math.round(value * 10) / 10,
    ) as [number, number];
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((share) => share * maxY);
  const grid = ticks.map((tick) => {
    const [, y] = at([0, tick]);
    return `<line x1="${left}" x2="${width - right}" y1="${y}" y2="${y}" stroke="#8886" stroke-width="0.5"/><text x="${left - 8}" y="${y + 4}" text-anchor="end">${show(tick)}</text>`;
  });
  const marks = [...new Set(all.map(([x]) => x))].map((x) => {
    const [px] = at([x, 0]);
    return `<text x="${px}" y="${height - bottom + 18}" text-anchor="middle">${show(x)}</text>`;
  });
  const drawn = lines.map(({ name, points }, index) => {
    const colour = colours[index % colours.length];
    const placed = points.map(at);
    const [endX, endY] = placed.at(-1)!;
    const dots = placed.map(([x, y]) => `<circle cx="${x}" cy="${y}" r="3" fill="${colour}"/>`).join('');
    return `<polyline fill="none" stroke="${colour}" stroke-width="2" points="${placed.map((point) => point.join(',')).join(' ')}"/>${dots}<text x="${endX + 8}" y="${endY + 4}" fill="${colour}">${name}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">
<style>text{font:12px system-ui,sans-serif;fill:#64748b}.title{font-size:14px;font-weight:600}</style>
<text class="title" x="${left}" y="20">${title}</text>
${[...grid, ...marks, ...drawn].join('\n')}
<text x="${left + (width - left - right) / 2}" y="${height - 8}" text-anchor="middle">${xLabel}</text>
<text x="16" y="${top - 8}">${yLabel}</text>
</svg>
`;
}

function niceAbove(value: number): number {
  const scale = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 4, 5, 8, 10].map((step) => step * scale).find((step) => step >= value)!;
}

const show = (value: number): string =>
  (value >= 10 ? Math.round(value) : Number(value.toPrecision(2))).toLocaleString('en-GB');
