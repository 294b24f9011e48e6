import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { Button, CommandPalette, type PaletteItem } from '../index.ts';
import '../styles.css';

const items: PaletteItem[] = [
  { id: 'new', label: 'Place an order', shortcut: 'n o' },
  { id: 'orders', label: 'Go to orders', group: 'Go to' },
  { id: 'board', label: 'Go to the dispatch board', group: 'Go to' },
];

function Host({ onRun }: { onRun: (id: string) => void }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onPress={() => setOpen(true)}>Search</Button>
      <CommandPalette isOpen={open} onClose={() => setOpen(false)} items={items} onRun={(item) => onRun(item.id)} />
    </>
  );
}

const field = page.getByRole('combobox', { name: 'Search or jump to…' });
const marked = () => document.querySelector('[role="option"][aria-selected="true"]')?.textContent;

test('a few letters and Enter run a command; focus returns', async () => {
  const onRun = vi.fn();
  await render(<Host onRun={onRun} />);
  (page.getByRole('button', { name: 'Search' }).element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(field).toHaveFocus();
  await userEvent.keyboard('disp{Enter}');
  await expect.element(field).not.toBeInTheDocument();
  expect(onRun.mock.calls).toEqual([['board']]);
  await expect.element(page.getByRole('button', { name: 'Search' })).toHaveFocus();
});

test('arrow keys move through all groups and around; the field names what is marked', async () => {
  await render(<Host onRun={() => {}} />);
  await page.getByRole('button', { name: 'Search' }).click();
  expect(marked()).toContain('Place an order');
  await userEvent.keyboard('{ArrowDown}');
  expect(marked()).toContain('Go to orders');
  await userEvent.keyboard('{ArrowDown}{ArrowDown}');
  expect(marked()).toContain('Place an order');
  await userEvent.keyboard('{ArrowUp}');
  const id = field.element().getAttribute('aria-activedescendant');
  expect(document.getElementById(id ?? '')?.textContent).toContain('Go to the dispatch board');
});

test('nothing fits: says so; Esc closes without running', async () => {
  const onRun = vi.fn();
  await render(<Host onRun={onRun} />);
  await page.getByRole('button', { name: 'Search' }).click();
  await field.fill('zebra');
  await expect.element(page.getByRole('status').filter({ hasText: 'Nothing fits' })).toBeVisible();
  await userEvent.keyboard('{Enter}{Escape}');
  await expect.element(field).not.toBeInTheDocument();
  expect(onRun).not.toHaveBeenCalled();
});
