import type { ReactNode } from 'react';
import type { Tone } from './tone.tsx';

/** How far along, as a shape: an empty ring, a quarter, half, three quarters, a full disc with a tick, a cross, a bar. */
export type StatusShape = 'open' | 'quarter' | 'half' | 'most' | 'done' | 'failed' | 'stopped' | 'waiting';

export interface StatusBadgeProps {
  /** @default 'neutral' */
  tone?: Tone | undefined;
  /** @default by tone: success done, danger failed, warning waiting, info half, neutral open */
  shape?: StatusShape | undefined;
  /** The word: "To pick". */
  children: ReactNode;
  /** Shape and word without the tinted ground, for dense tables. @default false */
  plain?: boolean | undefined;
}

const shapeOf: Record<Tone, StatusShape> = {
  neutral: 'open',
  info: 'half',
  success: 'done',
  warning: 'waiting',
  danger: 'failed',
  brand: 'half',
};

/** A state in one word, with a shape that says the same without colour. */
export function StatusBadge({ tone = 'neutral', shape, children, plain = false }: StatusBadgeProps) {
  return (
    <span className="ts-badge" data-tone={tone} {...(plain ? { 'data-plain': '' } : {})}>
      <StatusGlyph shape={shape ?? shapeOf[tone]} />
      <span className="ts-badge__word">{children}</span>
    </span>
  );
}

/** The badge's shape alone, 14 px, in the current colour; decorative. */
export function StatusGlyph({ shape }: { shape: StatusShape }) {
  return (
    <svg
      className="ts-glyph"
      viewBox="0 0 14 14"
      width="14"
      height="14"
      aria-hidden
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
    >
      {glyphs[shape]}
    </svg>
  );
}

const ring = <circle cx="7" cy="7" r="5.2" />;
const slice = (path: string) => (
  <>
    {ring}
    <path d={path} fill="currentColor" stroke="none" />
  </>
);

const glyphs: Record<StatusShape, ReactNode> = {
  open: ring,
  waiting: <circle cx="7" cy="7" r="5.2" strokeDasharray="2.2 1.9" />,
  quarter: slice('M7 7V4a3 3 0 0 1 3 3Z'),
  half: slice('M7 4a3 3 0 0 1 0 6Z'),
  most: slice('M7 7V4a3 3 0 1 1-3 3Z'),
  done: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" stroke="none" />
      <path className="ts-glyph__cut" d="m4.4 7.2 1.8 1.8 3.4-3.8" strokeLinecap="round" strokeLinejoin="round" />
    </>
  ),
  failed: (
    <>
      <circle cx="7" cy="7" r="6" fill="currentColor" stroke="none" />
      <path className="ts-glyph__cut" d="m5 5 4 4m0-4-4 4" strokeLinecap="round" />
    </>
  ),
  stopped: (
    <>
      {ring}
      <path d="M3.4 10.6 10.6 3.4" />
    </>
  ),
};
