import { FailurePlace, Skeleton, useDelayed } from '@tessera/shared-ui';
import { useId, type ReactNode } from 'react';
import { failureOf, type View } from '../live/view.ts';

interface PanelProps {
  readonly title: string;
  /** A sentence that says what the panel shows. */
  readonly sentence: ReactNode;
  /** The one number to read first. */
  readonly figure?: ReactNode;
  readonly view: View<unknown>;
  /** Of what it holds, in pixels; the same while it loads and when it fails. */
  readonly height: number;
  /** Two columns wide, or two rows high, where there is room. */
  readonly span?: 'wide' | 'high';
  readonly children: ReactNode;
}

/** One thing to know: its name, its number, a sentence, and the picture. */
export function Panel({ title, sentence, figure, view, height, span, children }: PanelProps) {
  const id = useId();
  const failure = failureOf(view);
  const loading = view.state === 'loading';
  const showSkeleton = useDelayed(loading);
  if (failure) {
    return (
      <div className="insights-panel insights-panel--failed" data-span={span}>
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
    <section className="insights-panel" data-span={span} aria-labelledby={id} aria-busy={loading}>
      <header className="insights-panel__head">
        <h2 id={id} className="insights-panel__title">
          {title}
        </h2>
        {loading ? null : <p className="insights-panel__figure">{figure}</p>}
        <p className="insights-panel__sentence">{loading ? showSkeleton && <Skeleton width="70%" /> : sentence}</p>
      </header>
      <div className="insights-panel__body" style={{ minBlockSize: height }}>
        {loading ? showSkeleton && <Skeleton height={height} shape="block" /> : children}
      </div>
    </section>
  );
}
