import { expect, it } from 'vitest';
import {
  addPart,
  emptyDraft,
  maxLines,
  parseQuantity,
  problemsOf,
  removePart,
  setQuantity,
  totalOf,
} from './order-draft.ts';

const pump = { sku: 'PMP-1010', name: 'Pump', unitPrice: 12_50, currency: 'EUR' };

it('adding a part twice makes it two, not two lines', () => {
  const draft = addPart(addPart(emptyDraft(), pump), pump);
  expect(draft.lines).toEqual([{ ...pump, quantity: '2' }]);
  expect(totalOf(draft)).toBe(25_00);
});

it('a changed draft is another order: it has another command id', () => {
  const draft = addPart(emptyDraft(), pump);
  expect(setQuantity(draft, pump.sku, '3').commandId).not.toBe(draft.commandId);
  expect(removePart(draft, pump.sku).commandId).not.toBe(draft.commandId);
});

it('only whole numbers a line may have are quantities', () => {
  expect(['1', ' 7 ', '10000'].map(parseQuantity)).toEqual([1, 7, 10_000]);
  for (const text of ['', '0', '-1', '1.5', '1e3', '10001', '99999999', 'two'])
    expect(parseQuantity(text)).toBeUndefined();
});

it('problems are said about the order, or beside the line they are about', () => {
  expect(problemsOf(emptyDraft())?.order).toBe('Add at least one part.');
  const draft = setQuantity(addPart(emptyDraft(), pump), pump.sku, '0');
  expect(problemsOf(draft)?.lines).toHaveProperty('PMP-1010');
  expect(problemsOf(setQuantity(draft, pump.sku, '5'))).toBeUndefined();
  const many = Array.from({ length: maxLines + 1 }, (_, index) => ({ ...pump, sku: `P-${index}` })).reduce(
    addPart,
    emptyDraft(),
  );
  expect(problemsOf(many)?.order).toMatch(/at most 100/);
});
