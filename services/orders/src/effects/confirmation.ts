/** The e-mail that confirms an order, once its goods are reserved. Which address it goes to is the mail port's business. */
import type { OrderDocument } from '../projections/orders.ts';
import { effect } from '../vocabulary.ts';

export const sendConfirmation = effect({
  on: 'OrderConfirmed',
  port: 'mail',
  // Whoever ordered before there were confirmations knows by now.
  from: 'now',
  request(docs, { data }) {
    const order = docs<OrderDocument>('orders').get(data.orderId);
    // Erased persons get no mail.
    if (order === undefined || order.customer.name === null) return null;
    return { customer: order.customer.id, subject: `Your order ${order.number} is confirmed`, text: letter(order) };
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
