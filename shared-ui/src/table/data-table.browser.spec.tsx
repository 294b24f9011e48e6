import { useState } from 'react';
import { beforeEach, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { DataTable, type Column } from '../index.ts';
import '../styles.css';

interface Order {
  id: string;
  customer: string;
}

const columns: Column<Order>[] = [
  { id: 'id', header: 'Order', width: 120, cell: (order) => order.id },
  { id: 'customer', header: 'Customer', cell: (order) => order.customer },
  { id: 'action', header: 'Action', priority: 3, cell: () => <button type="button">Pick</button> },
];
const some = (count: number, from = 0): Order[] =>
  Array.from({ length: count }, (_, at) => ({ id: `BW-${from + at}`, customer: `Customer ${from + at}` }));
const rowKey = (order: Order) => order.id;
const focusedRow = () => document.activeElement?.getAttribute('data-row');
const focusRow = (key: string) => document.querySelector<HTMLElement>(`[data-row="${key}"]`)?.focus();
const shownRows = () => [...document.querySelectorAll('[data-row]')].map((row) => row.getAttribute('data-row'));

beforeEach(() => page.viewport(1200, 800));

test('arrow keys, Home, End and the page keys move between rows; Enter opens', async () => {
  const onOpen = vi.fn();
  await render(<DataTable label="Orders" columns={columns} rows={some(30)} rowKey={rowKey} onOpen={onOpen} />);
  focusRow('BW-0');
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{ArrowUp}');
  expect(focusedRow()).toBe('BW-1');
  await userEvent.keyboard('{PageDown}');
  expect(focusedRow()).toBe('BW-11');
  await userEvent.keyboard('{End}');
  expect(focusedRow()).toBe('BW-29');
  await userEvent.keyboard('{ArrowDown}{Home}');
  expect(focusedRow()).toBe('BW-0');
  await userEvent.keyboard('{ArrowDown}{Enter}');
  expect(onOpen.mock.calls).toEqual([[{ id: 'BW-1', customer: 'Customer 1' }]]);
});

test('one row is in the tab order: the selected one, later the one last focused', async () => {
  await render(
    <DataTable label="Orders" columns={columns} rows={some(5)} rowKey={rowKey} onOpen={() => {}} selectedKey="BW-3" />,
  );
  expect([...document.querySelectorAll('[data-row][tabindex="0"]')].map((row) => row.getAttribute('data-row'))).toEqual(
    ['BW-3'],
  );
  focusRow('BW-3');
  await userEvent.keyboard('{ArrowUp}');
  expect([...document.querySelectorAll('[data-row][tabindex="0"]')].map((row) => row.getAttribute('data-row'))).toEqual(
    ['BW-2'],
  );
  await expect.element(page.getByRole('row', { selected: true })).toHaveAttribute('data-row', 'BW-3');
});

test('a click opens, a control in a cell answers for itself', async () => {
  const onOpen = vi.fn();
  await render(<DataTable label="Orders" columns={columns} rows={some(3)} rowKey={rowKey} onOpen={onOpen} />);
  await page.getByText('Customer 2').click();
  await page.getByRole('button', { name: 'Pick' }).first().click();
  expect(onOpen.mock.calls).toEqual([[{ id: 'BW-2', customer: 'Customer 2' }]]);
});

test('changed rows are tinted and settle', async () => {
  await render(
    <DataTable label="Orders" columns={columns} rows={some(3)} rowKey={rowKey} changed={new Set(['BW-1'])} />,
  );
  await expect.poll(() => document.querySelector('[data-changed]')?.getAttribute('data-row')).toBe('BW-1');
  await expect.poll(() => document.querySelector('[data-changed]'), { timeout: 5_000 }).toBeNull();
});

function LiveList({ start, next }: { start: Order[]; next: Order[] }) {
  const [rows, setRows] = useState(start);
  return (
    <>
      <button type="button" onClick={() => setRows(next)}>
        Push
      </button>
      <DataTable
        label="Orders"
        columns={columns}
        rows={rows}
        rowKey={rowKey}
        onOpen={() => {}}
        holdNewFor="all"
        newRowsNoun={['order', 'orders']}
      />
    </>
  );
}

test('while a row has focus, new rows wait behind a notice and order stands', async () => {
  const start = some(3);
  await render(<LiveList start={start} next={[...some(2, 90), ...start.toReversed()]} />);
  focusRow('BW-0');
  const push = page.getByRole('button', { name: 'Push' }).element() as HTMLElement;
  // A push from outside: focus stays where it is.
  push.dispatchEvent(new MouseEvent('click', { bubbles: true }));
  const notice = page.getByRole('button', { name: '2 new orders' });
  await expect.element(notice).toBeVisible();
  expect(shownRows()).toEqual(['BW-0', 'BW-1', 'BW-2']);
  await notice.click();
  await expect.poll(shownRows).toEqual(['BW-90', 'BW-91', 'BW-2', 'BW-1', 'BW-0']);
  await expect.element(notice).not.toBeInTheDocument();
});

test('when nobody is at the list, new rows appear at once', async () => {
  await render(<LiveList start={some(2)} next={some(4)} />);
  await page.getByRole('button', { name: 'Push' }).click();
  await expect.poll(shownRows).toEqual(['BW-0', 'BW-1', 'BW-2', 'BW-3']);
});

test('loading shows a skeleton in the final layout, busy and without rows to focus; empty shows its slot', async () => {
  const table = (rows: Order[] | undefined) => (
    <DataTable
      label="Orders"
      columns={columns}
      rows={rows}
      rowKey={rowKey}
      skeletonRows={4}
      empty={<p>No orders yet</p>}
    />
  );
  const screen = await render(table(undefined));
  await expect.element(page.getByRole('grid', { name: 'Orders' })).toHaveAttribute('aria-busy', 'true');
  await expect.poll(() => document.querySelectorAll('.ts-skeleton').length).toBe(4 * columns.length);
  expect(document.querySelectorAll('[data-row]').length).toBe(0);
  const skeletonRow = document.querySelector('tbody tr')?.getBoundingClientRect().height;
  await screen.rerender(table(some(1)));
  expect(document.querySelector('tbody tr')?.getBoundingClientRect().height).toBe(skeletonRow);
  expect(skeletonRow).toBe(36);
  await screen.rerender(table([]));
  await expect.element(page.getByText('No orders yet')).toBeVisible();
});

test('on a phone rows become list rows, keyboard and names stay', async () => {
  await page.viewport(360, 740);
  await render(<DataTable label="Orders" columns={columns} rows={some(3)} rowKey={rowKey} onOpen={() => {}} />);
  expect(document.querySelector('thead')).toBeNull();
  await expect.element(page.getByRole('row', { name: /Order: BW-1 Customer: Customer 1/ })).toBeVisible();
  focusRow('BW-0');
  await userEvent.keyboard('{ArrowDown}');
  expect(focusedRow()).toBe('BW-1');
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});

test('on a phone a number says what it counts', async () => {
  await page.viewport(360, 740);
  interface Row {
    readonly name: string;
    readonly tabs: number;
  }
  const counted = [
    { id: 'part', header: 'Part', cell: ({ name }: Row) => name },
    { id: 'free', header: 'Free', align: 'end' as const, phoneUnit: 'free', cell: () => 600 },
    {
      id: 'tabs',
      header: 'Open tabs',
      phoneUnit: ({ tabs }: Row) => (tabs === 1 ? 'open tab' : 'open tabs'),
      cell: ({ tabs }: Row) => tabs,
    },
  ];
  const rows = [
    { name: 'Ball valve', tabs: 1 },
    { name: 'Gate valve', tabs: 2 },
  ];
  const table = <DataTable label="Stock" columns={counted} rows={rows} rowKey={({ name }) => name} />;
  await render(table);
  await expect.element(page.getByText('600 free').first()).toBeVisible();
  await expect.element(page.getByText('1 open tab', { exact: true })).toBeVisible();
  await expect.element(page.getByText('2 open tabs', { exact: true })).toBeVisible();
  await page.viewport(1280, 800);
  await expect.element(page.getByRole('columnheader', { name: 'Free' })).toBeVisible();
  expect(document.querySelector('tbody')?.textContent).toBe('Ball valve6001Gate valve6002');
});

test('the last column that is shown ends at the page’s edge, also where a narrower table hides those behind it', async () => {
  const ends = () => {
    const cells = [...document.querySelectorAll('[data-row="BW-0"] > td')].filter((cell) => cell.checkVisibility());
    return [cells.length, getComputedStyle(cells.at(-1)!).paddingInlineEnd];
  };
  await render(<DataTable label="Orders" columns={columns} rows={some(1)} rowKey={rowKey} />);
  const [all, gutter] = ends();
  expect([all, gutter]).not.toContain('12px');
  await page.viewport(860, 800);
  await expect.poll(ends).toEqual([2, gutter]);
});
