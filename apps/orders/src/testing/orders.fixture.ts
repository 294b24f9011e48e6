import type { OrdersOrderListSubscription, OrdersOrderQuery, OrdersProductForLineQuery } from '#graphql';

export type ListedOrder = OrdersOrderListSubscription['orderList'][number];

export const part: NonNullable<OrdersProductForLineQuery['product']> = {
  __typename: 'Product',
  sku: 'VLV-BAL-40',
  name: 'Ball valve, brass, full bore, DN 40',
  category: 'Valves',
  unitPrice: 39_40,
  currency: 'EUR',
  withdrawn: false,
  availability: { __typename: 'Availability', sku: 'VLV-BAL-40', free: 160 },
};

export function order(change: Partial<ListedOrder> = {}): ListedOrder {
  return {
    __typename: 'Order',
    id: 'o-1',
    number: 'BW-7K3MQ9',
    status: 'CONFIRMED',
    customer: { __typename: 'Customer', id: 'ada', name: 'Ada Marsh' },
    lines: [{ __typename: 'OrderLine', line: 0, sku: part.sku, name: part.name, quantity: 2 }],
    total: 78_80,
    currency: 'EUR',
    placedAt: '2026-11-23T08:00:00.000Z',
    updatedAt: '2026-11-23T08:00:01.000Z',
    refusal: null,
    version: 'v1',
    ...change,
  };
}

export function detailOf(listed: ListedOrder): NonNullable<OrdersOrderQuery['order']> {
  return {
    ...listed,
    lines: listed.lines.map((line) => ({
      ...line,
      unitPrice: part.unitPrice,
      amount: part.unitPrice * line.quantity,
      product: null,
    })),
    history: [{ __typename: 'OrderStep', status: 'PLACED', at: listed.placedAt, by: 'Ada Marsh' }],
    note: null,
    email: 'ada.marsh@northfield.example',
    shipment: null,
  };
}
