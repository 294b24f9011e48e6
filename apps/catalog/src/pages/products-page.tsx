/** The catalog: a searchable list of parts, and the part that is open beside it. What is searched for is in the address. */
import { useNavigate, useParams, useSearch } from '@tessera/app-kit';
import {
  Button,
  DataTable,
  EmptyState,
  FailurePlace,
  Money,
  Page,
  PageHeader,
  PartDrawing,
  SearchField,
  Select,
  Split,
  StatusBadge,
} from '@tessera/shared-ui';
import { AvailabilityBadge } from '../product/availability-badge.tsx';
import { ProductPanel } from '../product/product-panel.tsx';
import { useProducts, type ProductRow, type Products } from '../product/use-products.ts';
import '../styles.css';

const everyCategory = 'all';

const orders = {
  name: { label: 'Name', order: 'NAME', descending: false },
  cheapest: { label: 'Lowest price', order: 'PRICE', descending: false },
  dearest: { label: 'Highest price', order: 'PRICE', descending: true },
  sku: { label: 'SKU', order: 'SKU', descending: false },
} as const;

const columns = [
  {
    id: 'part',
    header: 'Part',
    cell: (row: ProductRow) => (
      <span className="catalog-row">
        <PartDrawing category={row.category} name={row.name} attributes={row.attributes} size={32} />
        <span className="catalog-row__name">{row.name}</span>
      </span>
    ),
  },
  {
    id: 'sku',
    header: 'SKU',
    width: 150,
    priority: 2,
    cell: (row: ProductRow) => <span className="catalog-row__sku">{row.sku}</span>,
  },
  { id: 'category', header: 'Category', width: 110, priority: 3, cell: (row: ProductRow) => row.category },
  {
    id: 'stock',
    header: 'Stock',
    width: 130,
    cell: (row: ProductRow) =>
      row.withdrawn ? (
        <StatusBadge plain tone="neutral">
          Withdrawn
        </StatusBadge>
      ) : (
        <AvailabilityBadge plain free={row.availability?.free} />
      ),
  },
  {
    id: 'price',
    header: 'Price',
    align: 'end',
    width: 120,
    cell: (row: ProductRow) => <Money minor={row.unitPrice} currency={row.currency} />,
  },
] as const;

export default function ProductsPage() {
  const { sku } = useParams();
  const [search, setSearch] = useSearch();
  const navigate = useNavigate();
  const sort = orders[(search['sort'] ?? 'name') as keyof typeof orders] ?? orders.name;
  const products = useProducts({
    search: search['q'] ?? '',
    category: search['category'] ?? null,
    order: sort.order,
    descending: sort.descending,
    after: search['after'] ?? null,
  });
  const keep = new URLSearchParams(
    Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined),
  ).toString();
  const to = (path: string) => navigate(keep === '' ? path : `${path}?${keep}`);

  return (
    <Split panel={sku === undefined ? null : <ProductPanel sku={sku} onClose={() => to('/catalog')} />}>
      <Page>
        <PageHeader title="Catalog" about="Every part we sell, with today’s price and what is free in the warehouse.">
          <SearchField
            label="Search parts"
            placeholder="Name, SKU or what it is for"
            value={search['q'] ?? ''}
            onChange={(q) => setSearch({ q: q === '' ? undefined : q, after: undefined }, { replace: true })}
          />
          <Select
            label="Category"
            hideLabel
            value={search['category'] ?? everyCategory}
            onChange={(id) => setSearch({ category: id === everyCategory ? undefined : id, after: undefined })}
            options={[
              { id: everyCategory, label: 'All categories' },
              ...products.categories.map(({ name, count }) => ({ id: name, label: name, aside: count })),
            ]}
          />
          <Select
            label="Order"
            hideLabel
            value={search['sort'] ?? 'name'}
            onChange={(id) => setSearch({ sort: id === 'name' ? undefined : id, after: undefined })}
            options={Object.entries(orders).map(([id, { label }]) => ({ id, label }))}
          />
        </PageHeader>
        {products.problem && !products.rows ? (
          <FailurePlace
            title="The catalog can’t be shown right now"
            owner={products.problem.owner}
            reason={products.problem.message}
            code={products.problem.code}
            onRetry={products.retry}
          />
        ) : (
          <DataTable
            label="Parts"
            columns={columns}
            rows={products.rows}
            rowKey={(row) => row.sku}
            selectedKey={sku}
            onOpen={(row) => to(`/catalog/${encodeURIComponent(row.sku)}`)}
            changed={products.changed}
            empty={
              <EmptyState
                icon="search"
                title="No part fits"
                action={
                  <Button onPress={() => setSearch({ q: undefined, category: undefined, after: undefined })}>
                    Show all parts
                  </Button>
                }
              >
                Try fewer words, or another category.
              </EmptyState>
            }
            footer={
              products.rows && products.rows.length > 0 ? (
                <Pager
                  products={products}
                  first={search['after'] === undefined}
                  onTurn={(after) => setSearch({ after })}
                />
              ) : null
            }
          />
        )}
      </Page>
    </Split>
  );
}

interface PagerProps {
  readonly products: Products;
  readonly first: boolean;
  /** To a page's cursor; undefined is the first page. */
  readonly onTurn: (after: string | undefined) => void;
}

function Pager({ products, first, onTurn }: PagerProps) {
  const { total, next } = products;
  return (
    <div className="catalog-foot">
      <span>{`${total} ${total === 1 ? 'part' : 'parts'}`}</span>
      {first ? null : (
        <Button size="small" variant="quiet" onPress={() => onTurn(undefined)}>
          First page
        </Button>
      )}
      {next === null ? null : (
        <Button size="small" onPress={() => onTurn(next)}>
          Next page
        </Button>
      )}
    </div>
  );
}
