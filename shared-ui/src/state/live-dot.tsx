import { formatInstant } from '../figure/relative-time.tsx';

export interface LiveDotProps {
  state: 'live' | 'reconnecting' | 'offline';
  /** Since when it is not live. */
  since?: string | number | Date | undefined;
  /** Only the dot; the words stay for screen readers and as its title. @default false */
  compact?: boolean | undefined;
}

/** The connection in a dot and a word: full disc, broken ring, crossed ring. Changes are announced politely. */
export function LiveDot({ state, since, compact = false }: LiveDotProps) {
  const words = wordsOf(state, since);
  return (
    <span className="ts-live" data-state={state} role="status" {...(compact ? { title: words } : {})}>
      <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden fill="none" stroke="currentColor" strokeWidth="1.5">
        {state === 'live' ? <circle cx="5" cy="5" r="3" fill="currentColor" stroke="none" /> : null}
        {state === 'reconnecting' ? <circle cx="5" cy="5" r="3.4" strokeDasharray="2.6 1.6" /> : null}
        {state === 'offline' ? <path d="M2 2l6 6M8 2 2 8" strokeLinecap="round" /> : null}
      </svg>
      <span className={compact ? 'ts-hidden-visually' : undefined}>{words}</span>
    </span>
  );
}

function wordsOf(state: LiveDotProps['state'], since: LiveDotProps['since']): string {
  if (state === 'live') return 'Live';
  if (state === 'reconnecting') return 'Reconnecting…';
  return since === undefined ? 'Offline' : `Offline since ${formatInstant(since)}`;
}
