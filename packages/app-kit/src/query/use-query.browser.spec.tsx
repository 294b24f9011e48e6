import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { useSearch } from '../navigation/hooks.ts';
import { useCommand } from '../command/use-command.ts';
import { useLive } from '../live/use-live.ts';
import { expired, liveOperation, operation, refuse, renderApp, unavailable } from '../testing/index.ts';
import {
  ChangePriceDocument,
  PartDocument,
  PartListDocument,
  PartsDocument,
  pump,
  valve,
  version,
  type Part,
} from '../testing/documents.fixture.ts';
import { appOf } from '../testing/page-app.fixture.tsx';
import { useQuery } from './use-query.ts';

const parts = (items: readonly Part[], stock: string | null = 'plenty') => ({
  parts: { __typename: 'PartPage' as const, items, stock },
});

function Parts() {
  const [search, setSearch] = useSearch();
  const { data, problem, stale, fetching } = useQuery(PartsDocument, { search: search['q'] ?? null });
  return (
    <main data-stale={stale} data-fetching={fetching}>
      <ul>
        {data?.parts.items.map((part) => (
          <li key={part.sku}>{`${part.name} ${part.price}`}</li>
        ))}
      </ul>
      <p data-testid="stock">{data?.parts.stock ?? 'unknown'}</p>
      {problem ? <p role="alert">{`${problem.code} ${problem.owner?.name ?? ''}`}</p> : null}
      <button onClick={() => setSearch({ q: 'valve' })}>Valves</button>
    </main>
  );
}

it('sends the hash of what was published and who asks, never the text', async () => {
  const bodies: string[] = [];
  const seen = operation(PartsDocument, () => parts([pump()]));
  const fetched = globalThis.fetch;
  globalThis.fetch = (input, init) => (typeof init?.body === 'string' && bodies.push(init.body), fetched(input, init));
  try {
    await renderApp(appOf(Parts), { operations: [seen] });
    await expect.element(page.getByText('Pump 100')).toBeVisible();
  } finally {
    globalThis.fetch = fetched;
  }
  const graph = bodies.find((body) => body.includes('persistedQuery'))!;
  expect(JSON.parse(graph)).toEqual({
    operationName: 'Parts',
    variables: { search: null },
    extensions: { persistedQuery: { version: 1, sha256Hash: 'b'.repeat(64) } },
  });
  expect(seen.calls[0]!.headers.get('x-tessera-app')).toBe('parts@0.0.0-test');
  expect(seen.calls[0]!.headers.get('x-correlation-id')).toMatch(/^[0-9a-f-]{36}$/);
});

it('keeps what was shown, marked stale, until the answer for other variables is there', async () => {
  const answer = Promise.withResolvers<void>();
  const seen = operation(PartsDocument, async ({ search }) => {
    if (search === null) return parts([pump()]);
    await answer.promise;
    return parts([valve()]);
  });
  await renderApp(appOf(Parts), { operations: [seen] });
  await expect.element(page.getByText('Pump 100')).toBeVisible();
  await page.getByRole('button', { name: 'Valves' }).click();
  await expect.poll(() => seen.calls.length).toBe(2);
  await expect.element(page.getByRole('main')).toHaveAttribute('data-stale', 'true');
  expect(page.getByText('Pump 100').query()).not.toBeNull();
  answer.resolve();
  await expect.element(page.getByText('Valve 50')).toBeVisible();
  await expect.element(page.getByRole('main')).toHaveAttribute('data-stale', 'false');
  expect(page.getByText('Pump 100').query()).toBeNull();
});

it('shows what came while a service is away, says whose it is, and recovers by itself', async () => {
  const owner = { team: 'Fulfilment', contact: '#fulfilment' };
  const seen = operation(PartsDocument, (_, { index }) => {
    if (index < 2) throw unavailable('fulfilment', owner, parts([pump()], null));
    return parts([pump()], 'plenty');
  });
  await renderApp(appOf(Parts), { operations: [seen] });
  await expect.element(page.getByRole('alert')).toHaveTextContent('SERVICE_UNAVAILABLE Fulfilment');
  expect(page.getByText('Pump 100').query()).not.toBeNull();
  await expect.poll(() => page.getByTestId('stock').element().textContent, { timeout: 10_000 }).toBe('plenty');
  expect(page.getByRole('alert').query()).toBeNull();
  expect(seen.calls.length).toBe(3);
});

it('what still arrives while a service is away is shown, without asking again for what is not there', async () => {
  const list = liveOperation(PartListDocument, [pump()]);
  const seen = operation(PartsDocument, () => {
    throw unavailable('fulfilment', { team: 'Fulfilment', contact: '#f' }, parts([pump()], null), ['parts', 'stock']);
  });
  function Both() {
    useLive(PartListDocument, {});
    return <Parts />;
  }
  await renderApp(appOf(Both), { operations: [seen], live: [list] });
  await expect.element(page.getByText('Pump 100')).toBeVisible();
  const asked = seen.calls.length;
  list.push(pump(140, 5));
  await expect.element(page.getByText('Pump 140')).toBeVisible();
  expect(seen.calls.length).toBe(asked);
  expect(page.getByRole('alert').query()).not.toBeNull();
});

it('asks again when a live version is newer than what was read, and only then', async () => {
  let live: string | undefined = version(1);
  const seen = operation(PartDocument, (_, { index }) => ({ part: pump(100 + index, 2 + index) }));
  function One() {
    const [search, setSearch] = useSearch();
    const { data } = useQuery(PartDocument, { sku: 'PMP-1' }, { newerThan: live });
    return (
      <button
        onClick={() => setSearch({ at: String(Number(search['at'] ?? 0) + 1) })}
      >{`${data?.part?.price ?? 'none'}`}</button>
    );
  }
  await renderApp(appOf(One), { operations: [seen] });
  await expect.element(page.getByRole('button', { name: '100' })).toBeVisible();
  expect(seen.calls.length).toBe(1);
  live = version(3);
  await page.getByRole('button').click();
  await expect.element(page.getByRole('button', { name: '101' })).toBeVisible();
  expect(seen.calls.length).toBe(2);
});

it('asks again for what only it selects, although the live stream has brought its document forward', async () => {
  const list = liveOperation(PartListDocument, [pump(100, 1)], { service: 'stream' }); // positions of its own
  const names = ['Pump', 'Pump, as the stream never says it'];
  const seen = operation(PartDocument, (_, { index }) => ({
    part: { ...pump(100 + index, 1 + index), name: names[index]! },
  }));
  function Both() {
    const { documents } = useLive(PartListDocument, {});
    const { data } = useQuery(PartDocument, { sku: 'PMP-1' }, { newerThan: documents[0]?.version });
    return <p>{`${data?.part?.name} ${data?.part?.price}`}</p>;
  }
  await renderApp(appOf(Both), { operations: [seen], live: [list] });
  await expect.element(page.getByText('Pump 100')).toBeVisible();
  list.push(pump(101, 2));
  await expect.element(page.getByText('Pump, as the stream never says it 101')).toBeVisible();
  expect(seen.calls.length).toBe(2);
});

it('what failed goes on at once when its service, or the session, is back', async () => {
  const list = liveOperation(PartListDocument, [pump()]);
  const seen = operation(PartsDocument, (_, { index }) => {
    if (index === 0) throw expired();
    if (index === 1) throw refuse('TIMEOUT', 'Late.');
    return parts([pump()]);
  });
  function Both() {
    useLive(PartListDocument, {});
    return <Parts />;
  }
  const { session, signIn } = await renderApp(appOf(Both), { operations: [seen], live: [list] });
  await expect.poll(() => session.state).toBe('expired');
  session.decline();
  await expect.element(page.getByRole('alert')).toHaveTextContent('SESSION_EXPIRED');
  signIn();
  await expect.element(page.getByRole('alert')).toHaveTextContent('TIMEOUT');
  const asked = seen.calls.length;
  list.lose();
  list.recover();
  await expect.poll(() => seen.calls.length, { timeout: 500 }).toBe(asked + 1);
  await expect.element(page.getByText('Pump 100')).toBeVisible();
});

it('asks again after a command of a service whose answer it shows', async () => {
  const seen = operation(PartsDocument, (_, { index }) => parts([pump(100 + index, index)]), { service: 'catalog' });
  const other = operation(PartDocument, () => ({ part: valve() }), { service: 'other' });
  const change = operation(
    ChangePriceDocument,
    () => ({ changePrice: { __typename: 'PartResult', part: null, problem: null } }),
    { service: 'catalog' },
  );
  function Both() {
    const [run] = useCommand(ChangePriceDocument);
    useQuery(PartDocument, { sku: 'VLV-1' });
    return (
      <>
        <Parts />
        <button onClick={() => void run({ input: { sku: 'PMP-1', price: 1 } })}>Change</button>
      </>
    );
  }
  await renderApp(appOf(Both), { operations: [seen, other, change] });
  await expect.element(page.getByText('Pump 100')).toBeVisible();
  await page.getByRole('button', { name: 'Change' }).click();
  await expect.element(page.getByText('Pump 101')).toBeVisible();
  expect(seen.calls[1]!.headers.get('x-tessera-at-least')).toContain('catalog=test.2');
  expect(other.calls.length).toBe(1);
});
