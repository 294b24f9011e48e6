export interface SparklineProps {
  /** Oldest first; at least two to draw a line. */
  values: readonly number[];
  /** A sentence that says what it shows: "Orders per day rose from 12 to 31 in two weeks". */
  label: string;
  /** @default 96 */
  width?: number | undefined;
  /** @default 24 */
  height?: number | undefined;
}

/** One accent line without axes; the last value is marked. The sentence is its text alternative. */
export function Sparkline({ values, label, width = 96, height = 24 }: SparklineProps) {
  const points = pointsOf(values, width, height);
  const last = points.at(-1);
  const line = points.map(([x, y], i) => `${i === 0 ? 'M' : 'L'}${x} ${y}`).join('');
  return (
    <svg
      className="ts-sparkline"
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
    >
      {last ? (
        <path className="ts-sparkline__area" d={`${line}L${last[0]} ${height}L${points[0]?.[0]} ${height}Z`} />
      ) : null}
      <path className="ts-sparkline__line" d={line} />
      {last ? <circle className="ts-sparkline__end" cx={last[0]} cy={last[1]} r="2.25" /> : null}
    </svg>
  );
}

function pointsOf(values: readonly number[], width: number, height: number): [number, number][] {
  const inset = 3;
  const low = Math.min(...values);
  const range = Math.max(...values) - low || 1;
  const step = (width - 2 * inset) / Math.max(values.length - 1, 1);
  return values.map((value, i) => [
    round(inset + i * step),
    round(height - inset - ((value - low) / range) * (height - 2 * inset)),
  ]);
}

const round = (n: number) => Math.round(n * 100) / 100;
