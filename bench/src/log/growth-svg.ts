/** Time against size, both logarithmic, as a small SVG: what grows linearly is a line of slope one beside the dashed one. */

export interface Series {
  readonly name: string;
  readonly colour: string;
  readonly points: readonly { readonly events: number; readonly seconds: number }[];
}

const frame = { width: 640, height: 380, left: 70, right: 20, top: 44, bottom: 52 };

export function growthSvg(title: string, series: readonly Series[]): string {
  const all = series.flatMap(({ points }) => points);
  const x = axis(
    all.map(({ events }) => events),
    frame.left,
    frame.width - frame.right,
  );
  const y = axis(
    all.map(({ seconds }) => seconds),
    frame.height - frame.bottom,
    frame.top,
  );
  const grid = [
    ...x.decades.map(
      (at) =>
        `<path class="g" d="M${n(x.of(at))} ${frame.top}V${frame.height - frame.bottom}"/><text x="${n(x.of(at))}" y="${frame.height - frame.bottom + 18}" text-anchor="middle">${at.toLocaleString('en-GB')}</text>`,
    ),
    ...y.decades.map(
      (at) =>
        `<path class="g" d="M${frame.left} ${n(y.of(at))}H${frame.width - frame.right}"/><text x="${frame.left - 8}" y="${n(y.of(at) + 4)}" text-anchor="end">${at < 1 ? `${at * 1000} ms` : `${at} s`}</text>`,
    ),
  ];
  const lines = series.map(({ name, colour, points }, at) => {
    const path = points
      .map((point, i) => `${i === 0 ? 'M' : 'L'}${n(x.of(point.events))} ${n(y.of(point.seconds))}`)
      .join('');
    const last = points.at(-1)!;
    const slope = points.map(({ events }) => events * (last.seconds / last.events));
    const ideal = points
      .map(({ events }, i) => ({ events, seconds: slope[i]! }))
      .filter(({ seconds }) => y.of(seconds) <= frame.height - frame.bottom)
      .map(({ events, seconds }, i) => `${i === 0 ? 'M' : 'L'}${n(x.of(events))} ${n(y.of(seconds))}`)
      .join('');
    return (
      `<path d="${ideal}" stroke="${colour}" stroke-dasharray="3 4" opacity=".6" fill="none"/><path d="${path}" stroke="${colour}" stroke-width="2" fill="none"/>` +
      points
        .map(
          (point) => `<circle cx="${n(x.of(point.events))}" cy="${n(y.of(point.seconds))}" r="3.5" fill="${colour}"/>`,
        )
        .join('') +
      `<rect x="${frame.left + 12}" y="${frame.top + 10 + at * 20}" width="12" height="3" fill="${colour}"/><text x="${frame.left + 30}" y="${frame.top + 16 + at * 20}">${name}: ${points.map(({ seconds }) => seconds.toPrecision(2)).join(' · ')} s</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="${title}">
<style>text{font:12px system-ui,sans-serif;fill:#52606d}.t{font-size:14px;font-weight:600;fill:#1f2933}.g{stroke:#cbd2d9;stroke-width:1}</style>
<rect width="100%" height="100%" fill="#fff"/><text class="t" x="${frame.left}" y="24">${title}</text>
${grid.join('\n')}
${lines.join('\n')}
<text x="${(frame.left + frame.width - frame.right) / 2}" y="${frame.height - 12}" text-anchor="middle">events (dashed: exactly linear, through the last point)</text>
</svg>
`;
}

function axis(values: readonly number[], from: number, to: number) {
  const low = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
  return {
    of: (value: number) => from + ((Math.log10(value) - low) / (high - low)) * (to - from),
    decades: Array.from({ length: high - low + 1 }, (_, at) => Number((10 ** (low + at)).toPrecision(1))),
  };
}

const n = (value: number): string => String(Math.round(value * 10) / 10);
