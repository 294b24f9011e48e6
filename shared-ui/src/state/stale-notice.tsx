import Clock from 'lucide-react/icons/clock';
import type { ReactNode } from 'react';
import { formatInstant } from '../figure/relative-time.tsx';

export interface StaleNoticeProps {
  /** When what is shown was last known to be true: ISO 8601, Date or epoch milliseconds. */
  asOf: string | number | Date;
  /** Why: "Live updates are interrupted". @default 'Not updating' */
  children?: ReactNode;
}

/** What is shown may be old: as of when. */
export function StaleNotice({ asOf, children = 'Not updating' }: StaleNoticeProps) {
  return (
    <p className="ts-stale" role="status">
      <Clock aria-hidden size={14} />
      <span>
        {children} · as of <time dateTime={new Date(asOf).toISOString()}>{formatInstant(asOf)}</time>
      </span>
    </p>
  );
}
