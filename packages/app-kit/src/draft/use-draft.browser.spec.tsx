import { afterEach, expect, it, vi } from 'vitest';
import { page } from 'vitest/browser';
import { customer, renderApp, staff } from '../testing/index.ts';
import { appOf } from '../testing/page-app.fixture.tsx';
import { useDraft } from './use-draft.ts';

afterEach(() => {
  vi.restoreAllMocks();
  localStorage.clear();
});

let made = 0;
function Form() {
  const [draft, setDraft, clear] = useDraft('parts.note', () => ({ id: (made += 1), text: '' }));
  return (
    <>
      <input
        aria-label="Note"
        value={draft.text}
        onChange={({ target }) => setDraft((before) => ({ ...before, text: target.value }))}
      />
      <output>{`draft ${draft.id}`}</output>
      <button onClick={clear}>Clear</button>
    </>
  );
}
const Two = () => (
  <>
    <Form />
    <Reader />
  </>
);
const Reader = () => <p>{`reads ${useDraft('parts.note', { text: 'nothing' })[0].text}`}</p>;

it('what was typed is there again after leaving, for the same person only', async () => {
  const first = await renderApp(appOf(Form), { user: customer });
  await page.getByLabelText('Note').fill('half a sentence');
  await first.unmount();
  const second = await renderApp(appOf(Form), { user: customer });
  await expect.element(page.getByLabelText('Note')).toHaveValue('half a sentence');
  await second.unmount();
  await renderApp(appOf(Form), { user: staff });
  await expect.element(page.getByLabelText('Note')).toHaveValue('');
});

it('clearing starts anew: what stands first is made again', async () => {
  made = 0;
  await renderApp(appOf(Form));
  const before = page.getByRole('status').element().textContent;
  await page.getByLabelText('Note').fill('x');
  await expect.element(page.getByRole('status')).toHaveTextContent(before);
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect.element(page.getByLabelText('Note')).toHaveValue('');
  await expect.element(page.getByRole('status')).not.toHaveTextContent(before);
});

it('components that name the same draft share it', async () => {
  await renderApp(appOf(Two));
  await page.getByLabelText('Note').fill('shared');
  await expect.element(page.getByText('reads shared')).toBeVisible();
});

it('what could not be kept on this device is not left without asking, for as long as it is there', async () => {
  const isAsked = (): boolean => {
    const leaving = new Event('beforeunload', { cancelable: true });
    window.dispatchEvent(leaving);
    return leaving.defaultPrevented;
  };
  await renderApp(appOf(Form), { user: customer });
  await page.getByLabelText('Note').fill('kept');
  expect(isAsked()).toBe(false);
  const full = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  await page.getByLabelText('Note').fill('kept on this page only');
  await expect.element(page.getByLabelText('Note')).toHaveValue('kept on this page only');
  expect(isAsked()).toBe(true);
  full.mockRestore();
  await page.getByLabelText('Note').fill('kept again');
  expect(isAsked()).toBe(false);
});

it('of another release is read as far as it fits: what is new stands as it does first, what is of another kind is left', async () => {
  const stored = (value: unknown) =>
    localStorage.setItem(`tessera.draft.${customer.id}.parts.note`, JSON.stringify({ at: Date.now(), value }));
  stored({ text: 'from the release before' });
  const Grown = () => {
    const [draft, setDraft] = useDraft<{ text: string; tags?: string[] }>('parts.note', {
      text: '',
      tags: ['none yet'],
    });
    return (
      <>
        <p>{`${draft.text}: ${draft.tags?.join() ?? 'taken out'}`}</p>
        <button onClick={() => setDraft(({ text }) => ({ text }))}>Take out</button>
        <button onClick={() => setDraft((before) => ({ ...before, tags: [...(before.tags ?? []), 'one'] }))}>
          Tag
        </button>
      </>
    );
  };
  const first = await renderApp(appOf(Grown), { user: customer });
  await expect.element(page.getByText('from the release before: none yet')).toBeVisible();
  await page.getByRole('button', { name: 'Tag' }).click();
  await expect.element(page.getByText('from the release before: none yet,one')).toBeVisible();
  // What the person took out stays out.
  await page.getByRole('button', { name: 'Take out' }).click();
  await first.unmount();
  const again = await renderApp(appOf(Grown), { user: customer });
  await expect.element(page.getByText('from the release before: taken out')).toBeVisible();
  await again.unmount();
  for (const other of ['a text', ['a list'], null]) {
    stored(other);
    const next = await renderApp(appOf(Grown), { user: customer });
    await expect.element(page.getByText(': none yet')).toBeVisible();
    await next.unmount();
  }
});

it('of the same release may be of another kind than it is at first: a choice may be taken back', async () => {
  const Choice = () => {
    const [size, setSize] = useDraft<number | null>('parts.note', 40);
    return (
      <>
        <p>{`size ${size}`}</p>
        <button onClick={() => setSize(null)}>None</button>
        <button onClick={() => setSize((before) => (before ?? 0) + 1)}>More</button>
      </>
    );
  };
  const first = await renderApp(appOf(Choice), { user: customer });
  await page.getByRole('button', { name: 'None' }).click();
  await expect.element(page.getByText('size null')).toBeVisible();
  await first.unmount();
  await renderApp(appOf(Choice), { user: customer });
  await expect.element(page.getByText('size null')).toBeVisible();
  await page.getByRole('button', { name: 'More' }).click();
  await expect.element(page.getByText('size 1')).toBeVisible();
});
