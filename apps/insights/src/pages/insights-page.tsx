/** What the business is doing right now: sales, orders on their way, what sells, and what has run out. */
import { failureOf, isForbidden, stalest, useLive, useSearch } from '@tessera/app-kit';
import { FailurePlace, ForbiddenPlace, Page, PageHeader, SegmentedControl, StaleNotice } from '@tessera/shared-ui';
import { memo, useMemo } from 'react';
import {
  InsightsOrdersByHourDocument,
  InsightsProductSalesDocument,
  InsightsSalesByMinuteDocument,
  InsightsStockAlertsDocument,
} from '#graphql';
import { FunnelPanel } from '../funnel/funnel-panel.tsx';
import { useCalm } from '../live/use-calm.ts';
import { TopProductsPanel } from '../products/top-products-panel.tsx';
import { ranges } from '../sales/series.ts';
import { SalesPanels } from '../sales/sales-panels.tsx';
import { ShipTimePanel } from '../ship/ship-time-panel.tsx';
import { AlertsPanel } from '../stock-out/alerts-panel.tsx';
import '../styles.css';

const currency = 'EUR';
const inCurrency = { currency };
const nothing = {};

/** Renders with every update, so it does nothing else; what is drawn gets them calmed. */
export default function InsightsPage() {
  return <Overview views={useCalm(useViews())} />;
}

type Views = ReturnType<typeof useViews>;

function useViews() {
  const sales = useLive(InsightsSalesByMinuteDocument, inCurrency);
  const orders = useLive(InsightsOrdersByHourDocument, nothing);
  const products = useLive(InsightsProductSalesDocument, inCurrency);
  const alerts = useLive(InsightsStockAlertsDocument, nothing);
  return useMemo(() => ({ sales, orders, products, alerts }), [sales, orders, products, alerts]);
}

const Overview = memo(function Overview({ views }: { readonly views: Views }) {
  const [search, setSearch] = useSearch();
  const { sales, orders, products, alerts } = views;
  const all = [sales, orders, products, alerts];
  const range = ranges.find(({ id }) => id === search['range']) ?? ranges[0];
  const failures = all.flatMap((view) => failureOf(view) ?? []);
  const [failure] = failures;
  const stale = stalest(all);
  const forbidden = failures.find(isForbidden);

  return (
    <Page>
      <PageHeader title="Insights" about="What the business is doing right now, from the events of every team.">
        {forbidden ? null : (
          <SegmentedControl
            label="Period of the charts"
            value={range.id}
            onChange={(id) => setSearch({ range: id === ranges[0].id ? undefined : id }, { replace: true })}
            options={ranges.map(({ id, label }) => ({ id, label }))}
          />
        )}
      </PageHeader>
      {stale?.asOf !== undefined ? (
        <StaleNotice asOf={stale.asOf}>{stale.problem?.message ?? 'Not updating'}</StaleNotice>
      ) : null}
      {forbidden ? (
        <ForbiddenPlace
          title="Insights are for those who run the business"
          owner={forbidden.owner ?? { name: 'Insights', contact: '#team-insights' }}
          minHeight={320}
        >
          {forbidden.message}
        </ForbiddenPlace>
      ) : failure && failures.length === all.length ? (
        <FailurePlace
          title="Insights can’t be shown right now"
          owner={failure.owner}
          reason={failure.message}
          code={failure.code}
          onRetry={failure.retry}
          minHeight={480}
        />
      ) : (
        <div className="insights-grid">
          <SalesPanels view={sales} range={range} currency={currency} />
          <FunnelPanel view={orders} />
          <ShipTimePanel view={orders} />
          <AlertsPanel view={alerts} />
          <TopProductsPanel view={products} currency={currency} />
        </div>
      )}
    </Page>
  );
});
