/** Placing an order: everything that can be wrong with one, said per line. */
import { command, reject } from '@tessera/service-kit';
import { z } from 'zod';
import { actor, type RecordedLine } from '../events.ts';
import type { OrderState } from './order-state.ts';
import { emit } from '../vocabulary.ts';

export const limits = { lines: 100, quantity: 10_000, note: 1_000, total: 2_000_000_000 } as const;

/** What a product is sold as right now, from this service's price list. Absent when no such product is known. */
const offer = z.object({
  name: z.string(),
  unitPrice: z.int().positive(),
  currency: z.string(),
  withdrawn: z.boolean(),
});

const requestedLine = z.object({ sku: z.string(), quantity: z.number(), offer: offer.optional() });

export const placeInput = z.object({
  orderId: z.string(),
  number: z.string(),
  customer: actor.nullable(),
  lines: z.array(requestedLine),
  note: z.string().nullable(),
  email: z.string().nullable(),
});

type PlaceInput = z.infer<typeof placeInput>;
type RequestedLine = z.infer<typeof requestedLine>;
type OfferedLine = RequestedLine & { readonly offer: z.infer<typeof offer> };

export const place = command(placeInput, (state: OrderState, input) => {
  if (state.stage !== 'NONE') {
    return reject('ORDER_EXISTS', `Order ${state.number} has been placed already with this id; nothing was changed.`);
  }
  if (input.customer === null) {
    return reject('SIGN_IN_REQUIRED', 'Only somebody who is signed in can place an order. Sign in and send it again.');
  }
  const refusal = refusalOf(input);
  if (refusal) return refusal;

  const lines = recorded(merged(input.lines as readonly OfferedLine[]));
  const tooMuch = lines.find((line) => line.quantity > limits.quantity);
  if (tooMuch) {
    const index = input.lines.findLastIndex((line) => line.sku === tooMuch.sku);
    return reject('INVALID_QUANTITY', quantityMessage(index, tooMuch.sku, tooMuch.quantity), `lines.${index}.quantity`);
  }
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  if (total > limits.total) {
    return reject(
      'ORDER_TOO_LARGE',
      `This order comes to more than ${(limits.total / 100).toLocaleString('en')}. Split it into smaller orders.`,
      'lines',
    );
  }
  const currency = input.lines[0]?.offer?.currency ?? '';
  return [
    emit('OrderPlaced', {
      orderId: input.orderId,
      number: input.number,
      customer: input.customer,
      lines,
      total,
      currency,
      note: input.note,
      email: input.email,
    }),
  ];
});

function refusalOf({ lines, note }: PlaceInput) {
  if (lines.length === 0) {
    return reject('EMPTY_ORDER', 'An order needs at least one line: choose a product and a quantity.', 'lines');
  }
  if (lines.length > limits.lines) {
    return reject(
      'TOO_MANY_LINES',
      `An order has at most ${limits.lines} lines; this one has ${lines.length}. Split it into several.`,
      'lines',
    );
  }
  if (note !== null && note.length > limits.note) {
    return reject('NOTE_TOO_LONG', `The note has ${note.length} characters; ${limits.note} fit.`, 'note');
  }
  for (const [index, line] of lines.entries()) {
    const refusal = lineRefusal(index, line);
    if (refusal) return refusal;
  }
  return undefined;
}

function lineRefusal(index: number, { sku, quantity, offer }: RequestedLine) {
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > limits.quantity) {
    return reject('INVALID_QUANTITY', quantityMessage(index, sku, quantity), `lines.${index}.quantity`);
  }
  if (offer === undefined) {
    return reject(
      'UNKNOWN_PRODUCT',
      `Line ${index + 1}: there is no product “${sku}”. Choose one from the catalog.`,
      `lines.${index}.sku`,
    );
  }
  if (offer.withdrawn) {
    return reject(
      'WITHDRAWN_PRODUCT',
      `Line ${index + 1}: ${offer.name} (${sku}) is no longer sold. Remove the line or choose another product.`,
      `lines.${index}.sku`,
    );
  }
  return undefined;
}

function quantityMessage(index: number, sku: string, quantity: number): string {
  const allowed = `a whole number from 1 to ${limits.quantity.toLocaleString('en')}`;
  return `Line ${index + 1}: the quantity of ${sku} must be ${allowed}, not ${quantity.toLocaleString('en')}.`;
}

/** Lines that name the same product become one, at the place of the first. */
function merged(lines: readonly OfferedLine[]): OfferedLine[] {
  const bySku = new Map<string, OfferedLine>();
  for (const line of lines) {
    const first = bySku.get(line.sku);
    bySku.set(line.sku, first ? { ...first, quantity: first.quantity + line.quantity } : line);
  }
  return [...bySku.values()];
}

function recorded(lines: readonly OfferedLine[]): RecordedLine[] {
  return lines.map(({ sku, quantity, offer }, index) => ({
    line: index + 1,
    sku,
    name: offer.name,
    quantity,
    unitPrice: offer.unitPrice,
    amount: offer.unitPrice * quantity,
  }));
}
