/**
 * The list as the page shows it: pages read by query, one after another, with the live products laid over them, so that a
 * price that changes changes here, and a product that is withdrawn says so.
 */
import { useLive, useQuery, type Problem } from '@tessera/app-kit';
import { useMemo } from 'react';
import {
  CatalogProductListDocument,
  CatalogProductsDocument,
  type CatalogProductsQuery,
  type ProductOrder,
} from '#graphql';

export type ProductRow = CatalogProductsQuery['products']['items'][number];

export interface ProductFilter {
  readonly search: string;
  /** null = every category. */
  readonly category: string | null;
  readonly order: ProductOrder;
  readonly descending: boolean;
  /** Cursor of the page to show; null = the first. */
  readonly after: string | null;
}

export interface Products {
  readonly rows: readonly ProductRow[] | undefined;
  readonly total: number;
  readonly next: string | null;
  readonly categories: CatalogProductsQuery['categories'];
  readonly changed: ReadonlySet<string>;
  readonly problem: Problem | undefined;
  readonly retry: () => void;
}

export function useProducts(filter: ProductFilter): Products {
  const page = useQuery(CatalogProductsDocument, {
    search: filter.search === '' ? null : filter.search,
    category: filter.category,
    order: filter.order,
    descending: filter.descending,
    after: filter.after,
  });
  const live = useLive(CatalogProductListDocument, { category: filter.category });
  const bySku = useMemo(() => new Map(live.documents.map((product) => [product.sku, product])), [live.documents]);
  const rows = useMemo(
    () => page.data?.products.items.map((row) => ({ ...row, ...bySku.get(row.sku) })),
    [page.data, bySku],
  );
  return {
    rows,
    total: page.data?.products.total ?? 0,
    next: page.data?.products.next ?? null,
    categories: page.data?.categories ?? [],
    changed: live.changed,
    problem: page.problem,
    retry: page.refetch,
  };
}
