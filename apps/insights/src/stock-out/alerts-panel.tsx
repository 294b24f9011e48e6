/** Parts of which none is free: from the moment the last was promised until one comes back. */
import type { LiveView } from '@tessera/app-kit';
import { RelativeTime, StatusGlyph, TextLink } from '@tessera/shared-ui';
import { useMemo } from 'react';
import { Panel } from '../panel/panel.tsx';

interface Alert {
  readonly sku: string;
  readonly name: string;
  readonly since: string;
  readonly missedOrders: number;
  readonly missedPieces: number;
}

const shown = 12;

export function AlertsPanel({ view }: { readonly view: LiveView<Alert> }) {
  const alerts = useMemo(() => view.documents.toSorted((a, b) => b.since.localeCompare(a.since)), [view.documents]);
  const more = alerts.length - shown;
  return (
    <Panel
      title="Stock-outs"
      figure={String(alerts.length)}
      sentence={
        alerts.length === 0
          ? 'Every part that was ever in stock has pieces free.'
          : `${alerts.length === 1 ? 'One part has' : `${alerts.length} parts have`} no piece free; ${alerts.length === 1 ? 'it leaves' : 'each leaves'} this list when stock is received.`
      }
      view={view}
      height={218}
      span="high"
    >
      {alerts.length === 0 ? (
        <p className="insights-quiet insights-quiet--well">
          <StatusGlyph shape="done" /> Nothing is sold out.
        </p>
      ) : (
        <ul className="insights-alerts">
          {alerts.slice(0, shown).map(({ sku, name, since, missedOrders, missedPieces }) => (
            <li key={sku}>
              <span className="insights-alerts__glyph">
                <StatusGlyph shape="failed" />
              </span>
              <span className="insights-alerts__part">
                <TextLink href={`/fulfilment/stock?q=${encodeURIComponent(sku)}`}>{name}</TextLink>
                <span className="insights-alerts__facts">
                  {sku}
                  {missedOrders === 0 ? '' : ` · ${missed(missedOrders, missedPieces)}`}
                </span>
              </span>
              <RelativeTime at={since} />
            </li>
          ))}
          {more > 0 ? <li className="insights-alerts__more">and {more} more</li> : null}
        </ul>
      )}
    </Panel>
  );
}

function missed(orders: number, pieces: number): string {
  return `${orders} ${orders === 1 ? 'order' : 'orders'} for ${pieces} ${pieces === 1 ? 'piece' : 'pieces'} missed`;
}
