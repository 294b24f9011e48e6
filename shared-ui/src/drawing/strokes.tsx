/** The draughtsman's few strokes. Coordinates are those of the 160 × 120 sheet. */
import type { ReactNode } from 'react';

/** What a drawing hands back. */
export interface Drawing {
  shapes: ReactNode;
  /** A centre line's path. */
  centre?: string;
  /** Where the size is measured: from `from` to `to` along an axis, drawn at `at` on the other. */
  measure?: { axis: 'x' | 'y'; at: number; from: number; to: number };
}

type Fill = 'body' | 'dark' | 'open';

export function Box({
  x,
  y,
  w,
  h,
  r = 1.5,
  fill = 'body',
}: {
  x: number;
  y: number;
  w: number;
  h: number;
  r?: number;
  fill?: Fill;
}) {
  return <rect className={`ts-drawing__${fill}`} x={x} y={y} width={w} height={h} rx={r} />;
}

export function Disc({ x, y, r, fill = 'body' }: { x: number; y: number; r: number; fill?: Fill }) {
  return <circle className={`ts-drawing__${fill}`} cx={x} cy={y} r={r} />;
}

export function Shape({ d, fill = 'body' }: { d: string; fill?: Fill }) {
  return <path className={`ts-drawing__${fill}`} d={d} />;
}

/** Thin lines for what lies inside or behind; left out of small drawings. */
export function Fine({ d }: { d: string }) {
  return <path className="ts-drawing__thin ts-drawing__detail" d={d} />;
}

/** The one stroke that says what the part does. */
export function Accent({ d }: { d: string }) {
  return <path className="ts-drawing__accent" d={d} />;
}

/** Evenly spaced lines: fins, threads, mesh. */
export function hatch(count: number, from: number, to: number, line: (at: number) => string): string {
  const step = (to - from) / Math.max(count - 1, 1);
  return Array.from({ length: count }, (_, i) => line(round(from + i * step))).join('');
}

/** Points on a circle: bolt holes. */
export function around(count: number, x: number, y: number, r: number, turn = Math.PI / 4): [number, number][] {
  return Array.from({ length: count }, (_, i) => {
    const angle = turn + (i * 2 * Math.PI) / count;
    return [round(x + r * Math.cos(angle)), round(y + r * Math.sin(angle))];
  });
}

export const round = (n: number) => Math.round(n * 100) / 100;

/** Bolts of a flange of this size (EN 1092, PN 16). */
export const boltsFor = (dn: number) => (dn < 80 ? 4 : dn < 200 ? 8 : 12);
