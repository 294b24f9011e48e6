import { useId, type ReactNode } from 'react';
import { useDelayed } from '../hook/use-delayed.ts';
import { FailurePlace } from '../state/failure-place.tsx';
import type { Owner } from '../state/place.tsx';
import { Skeleton } from '../state/skeleton.tsx';

export interface FigurePanelProps {
  title: string;
  /** A sentence that says what the panel shows. */
  sentence: ReactNode;
  /** The one number to read first. */
  figure?: ReactNode;
  /** Of what it holds, in pixels; the same while it loads and when it fails. */
  height: number;
  /** @default false */
  isLoading?: boolean | undefined;
  /** Why there is nothing to show. */
  failure?: { owner?: Owner; message: string; code: string; retry?: () => void } | undefined;
  /** Two columns wide, or two rows high, where there is room: for the grid it is in. */
  span?: 'wide' | 'high' | undefined;
  children: ReactNode;
}

/** One thing to know: its name, its number, a sentence, and the picture. */
export function FigurePanel(props: FigurePanelProps) {
  const { title, sentence, figure, height, isLoading = false, failure, span, children } = props;
  const id = useId();
  const showSkeleton = useDelayed(isLoading);
  if (failure) {
    return (
      <div className="ts-figure-panel ts-figure-panel--failed" data-span={span}>
        <FailurePlace
          title={`${title} can’t be shown right now`}
          owner={failure.owner}
          reason={failure.message}
          code={failure.code}
          onRetry={failure.retry}
          minHeight={height + 84}
        />
      </div>
    );
  }
  return (
    <section className="ts-figure-panel" data-span={span} aria-labelledby={id} aria-busy={isLoading}>
      <header className="ts-figure-panel__head">
        <h2 id={id} className="ts-figure-panel__title">
          {title}
        </h2>
        {isLoading ? null : <p className="ts-figure-panel__figure">{figure}</p>}
        <p className="ts-figure-panel__sentence">{isLoading ? showSkeleton && <Skeleton width="70%" /> : sentence}</p>
      </header>
      <div className="ts-figure-panel__body" style={{ minBlockSize: height }}>
        {isLoading ? showSkeleton && <Skeleton height={height} shape="block" /> : children}
      </div>
    </section>
  );
}
