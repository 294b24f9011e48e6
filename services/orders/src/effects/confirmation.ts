/** The e-mail that confirms an order, once its goods are reserved. */
import type { OrderDocument } from '../projections/orders.ts';
import { effect } from '../vocabulary.ts';

export const sendConfirmation = effect({
  on: 'OrderConfirmed',
  port: 'mail',
  // Whoever ordered before there were confirmations knows by now.
  from: 'now',
  request(docs, { data }) {
    const order = docs<OrderDocument>('orders').get(data.orderId);
    // Nobody writes to who was erased, or to who left no address: the order says so.
    if (order?.email === undefined || order.email === null) return null;
    return { to: order.email, subject: `Your order ${order.number} is confirmed`, text: letter(order) };
  },
});

function letter({ number, lines, total, currency }: OrderDocument): string {
  const price = (cents: number): string => `${(cents / 100).toFixed(2)} ${currency}`;
  return [
    `Thank you for your order ${number}. Everything is reserved for you:`,
    '',
    ...lines.map(({ quantity, name, sku, amount }) => `  ${quantity} × ${name} (${sku}), ${price(amount)}`),
    '',
    `Total: ${price(total)}`,
    '',
    'We write again when it leaves the warehouse. You can follow it under Orders.',
    '',
  ].join('\n');
}
