import { useQuery } from '@tessera/app-kit';
import { useEffect, useEffectEvent } from 'react';
import { OrdersProductForLineDocument } from '#graphql';
import { addPart, type OrderDraft } from './order-draft.ts';

/**
 * `/orders/new?add=<sku>` puts a part on the order: a link anybody may send. The address is cleaned at once, so that a
 * reload does not add it again.
 */
export function useAddFromAddress(
  sku: string | undefined,
  setDraft: (change: (draft: OrderDraft) => OrderDraft) => void,
  done: () => void,
): void {
  const { data } = useQuery(OrdersProductForLineDocument, { sku: sku ?? '' }, { pause: sku === undefined });
  const product = sku === undefined ? undefined : data?.product;
  const take = useEffectEvent((found: NonNullable<typeof product>) => {
    setDraft((draft) =>
      addPart(draft, { sku: found.sku, name: found.name, unitPrice: found.unitPrice, currency: found.currency }),
    );
    done();
  });
  useEffect(() => {
    if (product && product.sku === sku) take(product);
  }, [product, sku]);
}
