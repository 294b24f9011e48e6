/**
 * The order a person is putting together. It outlives navigation, reload and an expired session (`useDraft`), and it is
 * filled from two places: the form, and "Add to order" on a product's page.
 */
export interface DraftLine {
  readonly sku: string;
  readonly name: string;
  /** Minor units, as last seen; the price that counts is the one when the order is placed. */
  readonly unitPrice: number;
  readonly currency: string;
  /** As typed. What is not a whole number stays as it is until the person mends it. */
  readonly quantity: string;
}

export interface OrderDraft {
  /** Made once per draft: however often it is sent, it is one order. */
  readonly commandId: string;
  readonly lines: readonly DraftLine[];
  readonly note: string;
}

export const draftKey = 'orders.new-order';
export const maxQuantity = 10_000;
export const maxLines = 100;

export function emptyDraft(): OrderDraft {
  return { commandId: crypto.randomUUID(), lines: [], note: '' };
}

type Part = Omit<DraftLine, 'quantity'>;

/** One more of a part that is on the order already, else a new line of one. */
export function addPart(draft: OrderDraft, part: Part): OrderDraft {
  const existing = draft.lines.find((line) => line.sku === part.sku);
  if (!existing) return changed(draft, { lines: [...draft.lines, { ...part, quantity: '1' }] });
  const quantity = String((parseQuantity(existing.quantity) ?? 0) + 1);
  return setQuantity(draft, part.sku, quantity);
}

export function setQuantity(draft: OrderDraft, sku: string, quantity: string): OrderDraft {
  return changed(draft, { lines: draft.lines.map((line) => (line.sku === sku ? { ...line, quantity } : line)) });
}

export function removePart(draft: OrderDraft, sku: string): OrderDraft {
  return changed(draft, { lines: draft.lines.filter((line) => line.sku !== sku) });
}

export function setNote(draft: OrderDraft, note: string): OrderDraft {
  return changed(draft, { note });
}

/**
 * A changed draft is a different order: it gets a new command id, so that an order that was refused, mended and sent
 * again is not taken for the one that was refused.
 */
function changed(draft: OrderDraft, change: Partial<OrderDraft>): OrderDraft {
  return { ...draft, ...change, commandId: crypto.randomUUID() };
}

/** Minor units; lines whose quantity is not a number count nothing. */
export function totalOf(draft: OrderDraft): number {
  return draft.lines.reduce((sum, line) => sum + line.unitPrice * (parseQuantity(line.quantity) ?? 0), 0);
}

/** A whole number from 1 to the most one line may have, else undefined. */
export function parseQuantity(text: string): number | undefined {
  if (!/^\d{1,6}$/.test(text.trim())) return undefined;
  const quantity = Number(text);
  return quantity >= 1 && quantity <= maxQuantity ? quantity : undefined;
}

export interface DraftProblems {
  /** About the order as a whole. */
  readonly order?: string;
  /** By sku. */
  readonly lines: Readonly<Record<string, string>>;
}

/** What stands in the way of placing the order, in words for the person; undefined when nothing does. */
export function problemsOf(draft: OrderDraft): DraftProblems | undefined {
  if (draft.lines.length === 0) return { order: 'Add at least one part.', lines: {} };
  if (draft.lines.length > maxLines)
    return { order: `An order has at most ${maxLines} parts. Place this one in two.`, lines: {} };
  const wrong = draft.lines.filter((line) => parseQuantity(line.quantity) === undefined);
  if (wrong.length === 0) return undefined;
  return { lines: Object.fromEntries(wrong.map((line) => [line.sku, 'Enter a whole number from 1 to 10,000.'])) };
}
