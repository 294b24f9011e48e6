/** What is in the building, promised, and free, live; the warehouse receives deliveries here. */
import { useLive, useSearch, useUser } from '@tessera/app-kit';
import {
  Button,
  DataTable,
  EmptyState,
  FailurePlace,
  Numeric,
  Page,
  PageHeader,
  SearchField,
  SegmentedControl,
  StaleNotice,
  StatusBadge,
} from '@tessera/shared-ui';
import { useMemo, useState } from 'react';
import { FulfilmentStockListDocument, type FulfilmentStockListSubscription } from '#graphql';
import { ReceiveStockDialog } from '../stock/receive-stock-dialog.tsx';
import '../styles.css';

type StockItem = FulfilmentStockListSubscription['stockList'][number];

const isLow = (item: StockItem) => item.free <= item.reorderAt;

const columns = [
  { id: 'part', header: 'Part', cell: (item: StockItem) => item.name },
  {
    id: 'sku',
    header: 'SKU',
    width: 160,
    priority: 2,
    cell: (item: StockItem) => <span className="fulfilment-sku">{item.sku}</span>,
  },
  {
    id: 'state',
    header: 'Level',
    width: 130,
    cell: (item: StockItem) =>
      item.free === 0 ? (
        <StatusBadge plain tone="danger">
          None free
        </StatusBadge>
      ) : isLow(item) ? (
        <StatusBadge plain tone="warning">
          Reorder
        </StatusBadge>
      ) : (
        <StatusBadge plain tone="success">
          Enough
        </StatusBadge>
      ),
  },
  {
    id: 'free',
    header: 'Free',
    align: 'end',
    width: 90,
    phoneUnit: 'free',
    cell: (item: StockItem) => <Numeric value={item.free} />,
  },
  {
    id: 'reserved',
    header: 'Reserved',
    align: 'end',
    width: 100,
    priority: 2,
    phone: 'detail',
    phoneUnit: 'reserved',
    cell: (item: StockItem) => <Numeric value={item.reserved} />,
  },
  {
    id: 'onHand',
    header: 'In the building',
    align: 'end',
    width: 130,
    priority: 3,
    cell: (item: StockItem) => <Numeric value={item.onHand} />,
  },
] as const;

export default function StockPage() {
  const [search, setSearch] = useSearch();
  const user = useUser();
  const stock = useLive(FulfilmentStockListDocument, {});
  const [receiving, setReceiving] = useState<StockItem>();
  const query = (search['q'] ?? '').toLowerCase();
  const low = search['level'] === 'low';
  const mayReceive = user?.roles.some((role) => role === 'warehouse' || role === 'staff') ?? false;
  const loading = stock.state === 'loading';

  const rows = useMemo(
    () =>
      stock.documents
        .filter((item) => (!low || isLow(item)) && `${item.name} ${item.sku}`.toLowerCase().includes(query))
        .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }) || a.sku.localeCompare(b.sku)),
    [stock.documents, low, query],
  );
  const shownColumns = mayReceive
    ? [
        ...columns,
        {
          id: 'receive',
          header: 'Delivery',
          align: 'end' as const,
          width: 110,
          cell: (item: StockItem) => (
            <Button size="small" variant="quiet" aria-label={`Receive ${item.name}`} onPress={() => setReceiving(item)}>
              Receive
            </Button>
          ),
        },
      ]
    : columns;

  return (
    <Page>
      <PageHeader title="Stock" about="Free is what is in the building and promised to nobody.">
        <SearchField
          label="Search stock"
          placeholder="Name or SKU"
          value={search['q'] ?? ''}
          onChange={(q) => setSearch({ q: q === '' ? undefined : q }, { replace: true })}
        />
        <SegmentedControl
          label="Which parts"
          value={low ? 'low' : 'all'}
          onChange={(id) => setSearch({ level: id === 'low' ? 'low' : undefined })}
          options={[
            { id: 'all', label: 'All', count: stock.documents.length },
            { id: 'low', label: 'To reorder', count: stock.documents.filter(isLow).length },
          ]}
        />
      </PageHeader>
      {stock.state === 'stale' && stock.asOf !== undefined ? (
        <StaleNotice asOf={stock.asOf}>{stock.problem?.message ?? 'Not updating'}</StaleNotice>
      ) : null}
      {stock.problem && stock.asOf === undefined ? (
        <FailurePlace
          title="Stock can’t be shown right now"
          owner={stock.problem.owner}
          reason={stock.problem.message}
          code={stock.problem.code}
          onRetry={stock.problem.retry}
          minHeight={360}
        />
      ) : (
        <DataTable
          label="Stock"
          columns={shownColumns}
          rows={loading ? undefined : rows}
          rowKey={(item) => item.sku}
          changed={stock.changed}
          empty={
            <EmptyState icon="boxes" title={low ? 'Nothing is running low' : 'No part fits'}>
              {low ? 'Parts at or below their reorder level stand here.' : 'Try fewer letters.'}
            </EmptyState>
          }
        />
      )}
      {receiving ? <ReceiveStockDialog item={receiving} onClose={() => setReceiving(undefined)} /> : null}
    </Page>
  );
}
