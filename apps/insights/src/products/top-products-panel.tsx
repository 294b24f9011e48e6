/** What sells best, over the newest 1,000 orders. */
import { formatMoney, type LiveView } from '@tessera/app-kit';
import { DataTable, Money, TextLink } from '@tessera/shared-ui';
import { useMemo } from 'react';
import { Panel } from '../panel/panel.tsx';

export interface Product {
  readonly sku: string;
  readonly name: string;
  readonly orders: number;
  readonly pieces: number;
  readonly revenue: number;
}

interface Ranked extends Product {
  /** Of the best, in [0, 1]. */
  readonly share: number;
  readonly currency: string;
}

const shown = 10;

const columns = [
  {
    id: 'part',
    header: 'Part',
    cell: (product: Ranked) => (
      <span className="insights-part">
        <TextLink subtle href={`/catalog/${encodeURIComponent(product.sku)}`}>
          {product.name}
        </TextLink>
        <span className="insights-part__bar" aria-hidden>
          <span style={{ transform: `scaleX(${product.share})` }} />
        </span>
      </span>
    ),
  },
  {
    id: 'pieces',
    header: 'Pieces',
    align: 'end',
    width: 84,
    cell: (product: Ranked) => (
      <span className="insights-number">
        {product.pieces.toLocaleString('en-GB')}
        <span className="insights-unit"> {product.pieces === 1 ? 'piece' : 'pieces'}</span>
      </span>
    ),
  },
  {
    id: 'revenue',
    header: 'Revenue',
    align: 'end',
    width: 124,
    cell: (product: Ranked) => <Money minor={product.revenue} currency={product.currency} />,
  },
] as const;

interface TopProductsPanelProps {
  readonly view: LiveView<Product>;
  readonly currency: string;
}

export function TopProductsPanel({ view, currency }: TopProductsPanelProps) {
  const rows = useMemo(() => topOf(view.documents, currency), [view.documents, currency]);
  const [best] = rows;
  const sentence = best
    ? `${best.name} sells best: ${formatMoney(best.revenue, currency)} in ${best.orders} of the newest 1,000 orders.`
    : 'The parts that sell best stand here once something is ordered.';
  return (
    <Panel title="Top products" sentence={sentence} view={view} height={218} span="wide">
      {rows.length === 0 ? null : (
        <DataTable
          label="Top products by revenue"
          columns={columns}
          rows={rows}
          rowKey={(product) => product.sku}
          holdNewFor="top-products"
          newRowsNoun={['product', 'products']}
        />
      )}
    </Panel>
  );
}

/** By revenue, then pieces, then name: equals keep their order while others change. */
export function topOf(products: readonly Product[], currency: string): Ranked[] {
  const best = products
    .toSorted((a, b) => b.revenue - a.revenue || b.pieces - a.pieces || a.sku.localeCompare(b.sku))
    .slice(0, shown);
  const most = best[0]?.revenue ?? 0;
  return best.map((product) => ({ ...product, currency, share: most === 0 ? 0 : product.revenue / most }));
}
