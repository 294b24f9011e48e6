import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { notify } from '../notify/notify.ts';
import { useQuery } from '../query/use-query.ts';
import { PartDocument } from './documents.fixture.ts';
import { renderApp } from './index.ts';
import { appOf } from './page-app.fixture.tsx';

// All that is expected here holds: what fails is the check after the test.
it.fails('a test that does not foresee what its app asks for fails', async () => {
  const Asks = () => <p>{useQuery(PartDocument, { sku: 'x' }).problem?.code ?? 'asking'}</p>;
  await renderApp(appOf(Asks));
  await expect.element(page.getByText('NOT_MOCKED')).toBeVisible();
});

it('what apps say in passing can be read', async () => {
  const { notifications } = await renderApp(
    appOf(() => <button onClick={() => notify({ message: 'Saved.' })}>Save</button>),
  );
  await page.getByRole('button').click();
  expect(notifications).toEqual([{ message: 'Saved.' }]);
});

it('an address that leads nowhere says so', async () => {
  await renderApp(
    appOf(() => <p>here</p>),
    { path: '/elsewhere' },
  );
  await expect.element(page.getByText('No route of this app leads to /elsewhere.')).toBeVisible();
});
