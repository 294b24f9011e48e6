/** Placed → confirmed → picked → dispatched → delivered, as bars; what fell on the way stands beside. */
import type { LiveView } from '@tessera/app-kit';
import { Numeric, StatusGlyph, useNow } from '@tessera/shared-ui';
import { useMemo } from 'react';
import { Panel } from '../panel/panel.tsx';
import { addStages, funnelSentence, lastWeek, percentOf, stages, type StageCounts } from './stages.ts';

type Hour = StageCounts & { readonly hour: string };

export function FunnelPanel({ view }: { readonly view: LiveView<Hour> }) {
  const now = useNow(60_000);
  const counts = useMemo(() => addStages(lastWeek(view.documents, now)), [view.documents, now]);
  return (
    <Panel
      title="From order to delivery"
      figure={percentOf(counts.completed, counts.placed)}
      sentence={funnelSentence(counts)}
      view={view}
      height={218}
    >
      <ol className="insights-funnel">
        {stages.map(({ id, label }) => (
          <li key={id} className="insights-funnel__stage">
            <span className="insights-funnel__label">{label}</span>
            <span className="insights-funnel__track" aria-hidden>
              <span
                className="insights-funnel__bar"
                style={{ transform: `scaleX(${counts.placed === 0 ? 0 : counts[id] / counts.placed})` }}
              />
            </span>
            <span className="insights-funnel__count">
              <Numeric value={counts[id]} />
            </span>
            <span className="insights-funnel__share">{percentOf(counts[id], counts.placed)}</span>
          </li>
        ))}
      </ol>
      <ul className="insights-fallen">
        <li>
          <StatusGlyph shape="failed" /> <Numeric value={counts.refused} /> refused: too little stock
        </li>
        <li>
          <StatusGlyph shape="stopped" /> <Numeric value={counts.cancelled} /> cancelled
        </li>
      </ul>
    </Panel>
  );
}
