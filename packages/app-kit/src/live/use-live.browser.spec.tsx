import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { useQuery } from '../query/use-query.ts';
import { liveOperation, operation, renderApp } from '../testing/index.ts';
import { PartDocument, PartListDocument, pump, valve } from '../testing/documents.fixture.ts';
import { appOf } from '../testing/page-app.fixture.tsx';
import { useLive } from './use-live.ts';

function Board() {
  const { documents, state, changed, problem } = useLive(PartListDocument, {});
  const { data, refetch } = useQuery(PartDocument, { sku: 'PMP-1' });
  return (
    <main data-state={state} data-changed={[...changed].join(',')}>
      <ul>
        {documents.map((part) => (
          <li key={part.sku}>{`${part.sku} ${part.price}`}</li>
        ))}
      </ul>
      <p>{`Query ${data?.part?.name ?? '…'} ${data?.part?.price ?? '…'}`}</p>
      {problem ? <p role="alert">{`${problem.code} ${problem.owner?.name ?? ''}`}</p> : null}
      <button onClick={refetch}>Refetch</button>
    </main>
  );
}

it('shows documents, what changed of them, and what is gone', async () => {
  const list = liveOperation(PartListDocument, [pump()]);
  await renderApp(appOf(Board), { live: [list], operations: [operation(PartDocument, () => ({ part: pump() }))] });
  await expect.element(page.getByText('PMP-1 100')).toBeVisible();
  await expect.element(page.getByRole('main')).toHaveAttribute('data-changed', '');
  await expect.element(page.getByRole('main')).toHaveAttribute('data-state', 'live');
  list.push(valve(55));
  await expect.element(page.getByText('VLV-1 55')).toBeVisible();
  await expect.element(page.getByRole('main')).toHaveAttribute('data-changed', 'VLV-1');
  list.remove('PMP-1');
  await expect.poll(() => page.getByText('PMP-1 100').query()).toBeNull();
});

it('a query that shows the same document changes with it (I2)', async () => {
  const list = liveOperation(PartListDocument, [pump()]);
  await renderApp(appOf(Board), { live: [list], operations: [operation(PartDocument, () => ({ part: pump() }))] });
  await expect.element(page.getByText('Query Pump 100')).toBeVisible();
  list.push({ ...pump(140, 5), name: 'not selected live' });
  await expect.element(page.getByText('Query Pump 140')).toBeVisible();
});

it('an answer that was on its way while the document moved on does not take it back (I2)', async () => {
  const hold = Promise.withResolvers<void>();
  const list = liveOperation(PartListDocument, [pump()]);
  const read = operation(PartDocument, async (_, { index }) => {
    if (index === 1) await hold.promise;
    return { part: index === 1 ? { ...pump(100, 1), name: 'Pump II' } : pump() };
  });
  await renderApp(appOf(Board), { live: [list], operations: [read] });
  await expect.element(page.getByText('Query Pump 100')).toBeVisible();
  await page.getByRole('button', { name: 'Refetch' }).click();
  await expect.poll(() => read.calls.length).toBe(2);
  list.push(pump(140, 5));
  await expect.element(page.getByText('Query Pump 140')).toBeVisible();
  const shown: string[] = [];
  const observer = new MutationObserver(() => shown.push(document.querySelector('main p')!.textContent));
  observer.observe(document.querySelector('main')!, { subtree: true, characterData: true, childList: true });
  hold.resolve();
  // What only the query selects comes from its answer all the same.
  await expect.element(page.getByText('Query Pump II 140')).toBeVisible();
  observer.disconnect();
  expect(shown.filter((text) => text.endsWith(' 100'))).toEqual([]);
});

it('stays as it was while its service is away, and says whose it is', async () => {
  const list = liveOperation(PartListDocument, [pump()]);
  await renderApp(appOf(Board), { live: [list], operations: [operation(PartDocument, () => ({ part: pump() }))] });
  await expect.element(page.getByText('PMP-1 100')).toBeVisible();
  list.lose({ team: 'Catalog', contact: '#catalog' });
  await expect.element(page.getByRole('alert')).toHaveTextContent('SERVICE_UNAVAILABLE Catalog');
  await expect.element(page.getByRole('main')).toHaveAttribute('data-state', 'stale');
  expect(page.getByText('PMP-1 100').query()).not.toBeNull();
  list.recover();
  await expect.element(page.getByRole('main')).toHaveAttribute('data-state', 'live');
  expect(page.getByRole('alert').query()).toBeNull();
});

it('says why when it may not be seen', async () => {
  const list = liveOperation(PartListDocument);
  list.refuse('FORBIDDEN', 'For staff.');
  await renderApp(appOf(Board), { live: [list], operations: [operation(PartDocument, () => ({ part: pump() }))] });
  await expect.element(page.getByRole('alert')).toHaveTextContent('FORBIDDEN');
});
