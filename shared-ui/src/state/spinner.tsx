import { ProgressBar } from 'react-aria-components';

/** Turning arc for work under way inside a control; places that load use `Skeleton` instead. */
export function Spinner({ label }: { /** Said to screen readers. */ label: string }) {
  return (
    <ProgressBar isIndeterminate aria-label={label} className="ts-spinner">
      <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden fill="none" stroke="currentColor" strokeWidth="1.75">
        <circle cx="8" cy="8" r="6" opacity="0.25" />
        <path d="M14 8a6 6 0 0 0-6-6" strokeLinecap="round" />
      </svg>
    </ProgressBar>
  );
}
