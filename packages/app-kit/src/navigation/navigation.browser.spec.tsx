import { useState } from 'react';
import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { renderApp } from '../testing/index.ts';
import { appOf } from '../testing/page-app.fixture.tsx';
import { useNavigate, useParams, useSearch } from './hooks.ts';
import { Link } from './link.tsx';

function Places() {
  const { sku } = useParams();
  const [search, setSearch] = useSearch();
  const navigate = useNavigate();
  const [typed, setTyped] = useState('');
  return (
    <>
      <output>{`${sku ?? 'list'} ${JSON.stringify(search)}`}</output>
      <Link to="/parts/PMP%2F1?from=list">Open</Link>
      <input aria-label="Typed" value={typed} onChange={({ target }) => setTyped(target.value)} />
      <button onClick={() => (setSearch({ q: 'a' }), setSearch({ page: '2' }))}>Both</button>
      <button onClick={() => setSearch({ q: undefined })}>Less</button>
      <button onClick={() => navigate('/parts')}>Back</button>
    </>
  );
}

it('a link leads to a place of the same page, which keeps what was typed', async () => {
  const { place } = await renderApp(appOf(Places));
  await page.getByLabelText('Typed').fill('kept');
  await page.getByRole('link', { name: 'Open' }).click();
  await expect.element(page.getByRole('status')).toHaveTextContent('PMP/1 {"from":"list"}');
  await expect.element(page.getByLabelText('Typed')).toHaveValue('kept');
  expect(place().path).toBe('/parts/PMP%2F1');
  await page.getByRole('button', { name: 'Back' }).click();
  await expect.element(page.getByRole('status')).toHaveTextContent('list {}');
});

it('two changes of the search in one go do not undo each other; undefined removes', async () => {
  const { place } = await renderApp(appOf(Places), { path: '/parts?z=1#row' });
  await page.getByRole('button', { name: 'Both' }).click();
  await expect.element(page.getByRole('status')).toHaveTextContent('list {"z":"1","q":"a","page":"2"}');
  await page.getByRole('button', { name: 'Less' }).click();
  await expect.element(page.getByRole('status')).toHaveTextContent('list {"z":"1","page":"2"}');
  expect(place()).toEqual({ path: '/parts', search: '?z=1&page=2', hash: '#row' });
});
