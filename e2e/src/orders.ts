/** The moves of a person who orders, used by several tests. */
import type { Page } from '@playwright/test';
import { expect } from './suite.ts';

export interface Wanted {
  readonly sku: string;
  readonly quantity: number;
}

/** Fills the order form by hand: finds each part, sets its quantity. Leaves the form open. */
export async function fillOrder(page: Page, lines: readonly Wanted[]): Promise<void> {
  await page.goto('/orders/new');
  await expect(page.getByRole('heading', { name: 'New order' })).toBeVisible();
  for (const line of lines) {
    const search = page.getByRole('combobox', { name: 'Add a part' });
    await search.fill(line.sku);
    await page.getByRole('option', { name: new RegExp(line.sku) }).click();
    const quantity = page.getByRole('textbox', { name: new RegExp(`Quantity of .*${line.sku}`) });
    await quantity.fill(String(line.quantity));
    await quantity.blur();
  }
}

/** Places an order and answers its id and number, once its page shows it. */
export async function placeOrder(page: Page, lines: readonly Wanted[]): Promise<{ id: string; number: string }> {
  await fillOrder(page, lines);
  await page.getByRole('button', { name: 'Place order' }).click();
  await page.waitForURL(/\/orders\/(?!new)[^/]+$/);
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  const heading = page.getByRole('heading', { name: /BW-/ });
  await expect(heading).toBeVisible();
  const number = /BW-\S+/.exec((await heading.textContent()) ?? '')?.[0] ?? '';
  return { id, number };
}
