import { lengthOf } from '../table/column.ts';

export interface SkeletonProps {
  /** So many lines of text, unevenly long; the other props are then for one line. */
  lines?: number | undefined;
  /** Pixels or CSS length. @default '100%' */
  width?: number | string | undefined;
  /** @default 12 */
  height?: number | string | undefined;
  /** @default 'line' */
  shape?: 'line' | 'block' | 'circle' | undefined;
}

const lineWidths = ['92%', '78%', '85%', '64%', '88%', '47%'];

/** A quiet bar where content will be. Wrap the place in `useDelayed` so that it never flashes. */
export function Skeleton({ lines, width = '100%', height = 12, shape = 'line' }: SkeletonProps) {
  if (lines !== undefined) {
    return (
      <div className="ts-skeleton-lines" aria-hidden>
        {Array.from({ length: lines }, (_, at) => (
          <Skeleton key={at} width={lineWidths[at % lineWidths.length]} height={height} />
        ))}
      </div>
    );
  }
  return (
    <span
      className="ts-skeleton"
      data-shape={shape}
      aria-hidden
      style={{ inlineSize: lengthOf(width), blockSize: lengthOf(height) }}
    />
  );
}
