import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { createToasts, ToastRegion } from '../index.ts';
import '../styles.css';

test('a toast is announced, its action runs and closes it', async () => {
  const toasts = createToasts();
  const undo = vi.fn();
  await render(<ToastRegion toasts={toasts} />);
  toasts.add({ tone: 'success', message: 'Price changed', action: { label: 'Undo', onPress: undo } });
  await expect.element(page.getByRole('alert')).toHaveTextContent('Price changed');
  await page.getByRole('button', { name: 'Undo' }).click();
  expect(undo).toHaveBeenCalledTimes(1);
  await expect.element(page.getByText('Price changed')).not.toBeInTheDocument();
});

test('F6 reaches the newest toast from anywhere; it can be dismissed', async () => {
  const toasts = createToasts();
  await render(
    <>
      <main>
        <button type="button">Elsewhere</button>
      </main>
      <ToastRegion toasts={toasts} />
    </>,
  );
  toasts.add({ tone: 'danger', message: 'The price was not changed' });
  await expect.element(page.getByRole('alert')).toBeVisible();
  (page.getByRole('button', { name: 'Elsewhere' }).element() as HTMLElement).focus();
  await userEvent.keyboard('{F6}');
  await expect.element(page.getByRole('alertdialog')).toHaveFocus();
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await expect.element(page.getByText('The price was not changed')).not.toBeInTheDocument();
});

test('without an action it leaves by itself, with one, or when it says so, it stays', async () => {
  const toasts = createToasts({ timeout: 30 });
  await render(
    <>
      <h1>Orders</h1>
      <ToastRegion toasts={toasts} />
    </>,
  );
  // Pointing at a toast keeps it: point elsewhere.
  await page.getByRole('heading').hover();
  toasts.add({ message: 'Order placed' });
  toasts.add({ message: 'Taken back meanwhile', stays: true });
  toasts.add({ message: 'Line removed', action: { label: 'Undo', onPress: () => {} } });
  await expect.element(page.getByText('Line removed')).toBeVisible();
  await expect.element(page.getByText('Order placed')).not.toBeInTheDocument();
  await expect.element(page.getByText('Line removed')).toBeVisible();
  await expect.element(page.getByText('Taken back meanwhile')).toBeVisible();
});
