import { useState } from 'react';
import { beforeEach, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-react';
import { Button, Menu, SidePanel, Split, TextField } from '../index.ts';
import '../styles.css';

function ListWithPanel({ autoFocus = false }: { autoFocus?: boolean }) {
  const [open, setOpen] = useState(false);
  const panel = (
    <SidePanel
      title="BW-10023"
      onClose={() => setOpen(false)}
      actions={<Menu trigger={<Button>More</Button>} items={[{ id: 'copy', label: 'Copy link' }]} />}
    >
      <TextField label="Note" autoFocus={autoFocus} />
    </SidePanel>
  );
  return (
    <Split panel={open ? panel : null}>
      <Button onPress={() => setOpen(true)}>Open BW-10023</Button>
    </Split>
  );
}

const opener = page.getByRole('button', { name: 'Open BW-10023' });
const panel = page.getByRole('complementary', { name: 'BW-10023' });

beforeEach(() => page.viewport(1200, 800));

test('opening moves focus into the panel; Esc closes and gives it back', async () => {
  await render(<ListWithPanel />);
  (opener.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(panel).toHaveFocus();
  await expect.element(opener).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(panel).not.toBeInTheDocument();
  await expect.element(opener).toHaveFocus();
});

test('Esc closes an open menu first, the panel only then', async () => {
  await render(<ListWithPanel />);
  await opener.click();
  await page.getByRole('button', { name: 'More' }).click();
  await expect.element(page.getByRole('menu')).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await expect.element(page.getByRole('menu')).not.toBeInTheDocument();
  await expect.element(panel).toBeVisible();
  await expect.element(page.getByRole('button', { name: 'More' })).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(panel).not.toBeInTheDocument();
});

test('Esc closes it from the list too', async () => {
  await render(<ListWithPanel />);
  await opener.click();
  await expect.element(panel).toBeVisible();
  (opener.element() as HTMLElement).focus();
  await userEvent.keyboard('{Escape}');
  await expect.element(panel).not.toBeInTheDocument();
  await expect.element(opener).toHaveFocus();
});

test('a field with autofocus keeps it; focus still returns', async () => {
  await render(<ListWithPanel autoFocus />);
  (opener.element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(page.getByRole('textbox', { name: 'Note' })).toHaveFocus();
  await userEvent.keyboard('{Escape}');
  await expect.element(opener).toHaveFocus();
});

test('on a phone it is a page: the list is out of sight and a way back leads to it', async () => {
  await page.viewport(360, 740);
  await render(<ListWithPanel />);
  await opener.click();
  await expect.element(panel).toBeVisible();
  await expect.element(opener).not.toBeInTheDocument();
  await page.getByRole('button', { name: 'Back' }).click();
  await expect.element(opener).toBeVisible();
  await expect.element(opener).toHaveFocus();
});
