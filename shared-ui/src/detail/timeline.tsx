import type { ReactNode } from 'react';
import { RelativeTime } from '../figure/relative-time.tsx';
import { StatusGlyph, type StatusShape } from '../state/status-badge.tsx';
import type { Tone } from '../state/tone.tsx';

export interface TimelineStep {
  id: string;
  title: ReactNode;
  /** When it happened; without it the step is still to come. */
  at?: string | number | Date | undefined;
  /** Who did it, or more. */
  detail?: ReactNode;
  tone?: Tone | undefined;
  shape?: StatusShape | undefined;
}

export interface TimelineProps {
  label: string;
  /** Oldest first. */
  steps: readonly TimelineStep[];
}

/** What happened, in order; steps to come are quiet. */
export function Timeline({ label, steps }: TimelineProps) {
  return (
    <ol className="ts-timeline" aria-label={label}>
      {steps.map(({ id, title, at, detail, tone = 'neutral', shape }) => (
        <li key={id} className="ts-timeline__step" data-tone={tone} {...(at === undefined ? { 'data-ahead': '' } : {})}>
          <span className="ts-timeline__mark">
            <StatusGlyph shape={shape ?? (at === undefined ? 'open' : 'done')} />
          </span>
          <div className="ts-timeline__words">
            <p className="ts-timeline__title">{title}</p>
            {detail ? <div className="ts-timeline__detail">{detail}</div> : null}
          </div>
          {at === undefined ? null : <RelativeTime at={at} />}
        </li>
      ))}
    </ol>
  );
}
