import { useState } from 'react';
import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { useQuery } from '../query/use-query.ts';
import { expired, networkLoss, operation, refuse, renderApp } from '../testing/index.ts';
import { ChangePriceDocument, PartDocument, pump } from '../testing/documents.fixture.ts';
import { appOf } from '../testing/page-app.fixture.tsx';
import { useCommand } from './use-command.ts';

const changed = (price: number) => ({
  changePrice: { __typename: 'PartResult' as const, part: pump(price, 2), problem: null },
});

function Prices() {
  const { data } = useQuery(PartDocument, { sku: 'PMP-1' });
  const [change, { running }] = useCommand(ChangePriceDocument);
  const [said, setSaid] = useState('');
  const save = async () => {
    const answer = await change({ input: { sku: 'PMP-1', price: 120 } });
    setSaid(answer.problem ? `${answer.problem.code}` : `saved ${answer.data?.changePrice.part?.price}`);
  };
  return (
    <>
      <p>{`Price ${data?.part?.price ?? '…'}`}</p>
      <button onClick={() => void save()}>{running ? 'Saving' : 'Save'}</button>
      <output>{said}</output>
    </>
  );
}

const read = () => operation(PartDocument, () => ({ part: pump() }));

it('pressing twice is one command', async () => {
  const hold = Promise.withResolvers<void>();
  const command = operation(ChangePriceDocument, async ({ input }) => {
    await hold.promise;
    return changed(input.price);
  });
  await renderApp(appOf(Prices), { operations: [read(), command] });
  await expect.element(page.getByText('Price 100')).toBeVisible();
  const button = page.getByRole('button').element() as HTMLButtonElement;
  button.click();
  button.click();
  await expect.element(page.getByRole('button', { name: 'Saving' })).toBeVisible();
  hold.resolve();
  await expect.element(page.getByText('saved 120')).toBeVisible();
  expect(command.calls.length).toBe(1);
  expect(command.calls[0]!.variables.input.commandId).toMatch(/^[0-9a-f-]{36}$/);
});

it('what the answer holds is shown by every query that shows it', async () => {
  const hold = Promise.withResolvers<void>();
  const reads = operation(PartDocument, async (_, { index }) => {
    if (index > 0) await hold.promise;
    return { part: pump() };
  });
  await renderApp(appOf(Prices), {
    operations: [reads, operation(ChangePriceDocument, ({ input }) => changed(input.price))],
  });
  await expect.element(page.getByText('Price 100')).toBeVisible();
  await page.getByRole('button').click();
  await expect.element(page.getByText('Price 120')).toBeVisible();
  hold.resolve();
});

it('while nobody knows whether it arrived, it is sent again as the same command', async () => {
  const command = operation(ChangePriceDocument, ({ input }, { index }) => {
    if (index < 4) throw networkLoss();
    return changed(input.price);
  });
  await renderApp(appOf(Prices), { operations: [read(), command] });
  await page.getByRole('button').click();
  await expect.element(page.getByText('NETWORK')).toBeVisible();
  expect(command.calls.length).toBe(3);
  await page.getByRole('button').click();
  await expect.element(page.getByText('saved 120')).toBeVisible();
  const ids = command.calls.map(({ variables }) => variables.input.commandId);
  expect(new Set(ids).size).toBe(1);
  expect(new Set(command.calls.slice(0, 3).map(({ headers }) => headers.get('x-correlation-id'))).size).toBe(1);
  expect(command.calls[3]!.headers.get('x-correlation-id')).not.toBe(command.calls[0]!.headers.get('x-correlation-id'));
});

it('what was done once is another command when it is done again', async () => {
  const command = operation(ChangePriceDocument, ({ input }) => changed(input.price));
  await renderApp(appOf(Prices), { operations: [read(), command] });
  await page.getByRole('button').click();
  await expect.element(page.getByText('saved 120')).toBeVisible();
  await page.getByRole('button').click();
  await expect.poll(() => command.calls.length).toBe(2);
  expect(command.calls[0]!.variables.input.commandId).not.toBe(command.calls[1]!.variables.input.commandId);
});

it('waits for a new session where the old one ended, then goes on as the same command', async () => {
  const command = operation(ChangePriceDocument, ({ input }, { index }) => {
    if (index === 0) throw expired();
    return changed(input.price);
  });
  const { session, signIn } = await renderApp(appOf(Prices), { operations: [read(), command] });
  await page.getByRole('button').click();
  await expect.poll(() => session.state).toBe('expired');
  await expect.element(page.getByRole('button', { name: 'Saving' })).toBeVisible();
  signIn();
  await expect.element(page.getByText('saved 120')).toBeVisible();
  expect(command.calls[0]!.variables).toEqual(command.calls[1]!.variables);
});

it('who would rather not sign in gets the problem, and nothing was sent again', async () => {
  const command = operation(ChangePriceDocument, () => {
    throw expired();
  });
  const { session } = await renderApp(appOf(Prices), { operations: [read(), command] });
  await page.getByRole('button').click();
  await expect.poll(() => session.state).toBe('expired');
  session.decline();
  await expect.element(page.getByText('SESSION_EXPIRED')).toBeVisible();
  expect(command.calls.length).toBe(1);
});

it('a refusal is said at once', async () => {
  const command = operation(ChangePriceDocument, () => {
    throw refuse('FORBIDDEN', 'Prices are for catalog staff.');
  });
  await renderApp(appOf(Prices), { operations: [read(), command] });
  await page.getByRole('button').click();
  await expect.element(page.getByText('FORBIDDEN')).toBeVisible();
  expect(command.calls.length).toBe(1);
});

it('what is expected is shown until the answer is there, and taken back when it is another', async () => {
  const hold = Promise.withResolvers<void>();
  const command = operation(ChangePriceDocument, async () => {
    await hold.promise;
    throw refuse('FORBIDDEN', 'Prices are for catalog staff.');
  });
  function Hopeful() {
    const { data } = useQuery(PartDocument, { sku: 'PMP-1' });
    const [change] = useCommand(ChangePriceDocument, { optimistic: ({ input }) => changed(input.price) });
    return (
      <button onClick={() => void change({ input: { sku: 'PMP-1', price: 130 } })}>{`${data?.part?.price}`}</button>
    );
  }
  await renderApp(appOf(Hopeful), { operations: [read(), command] });
  await page.getByRole('button', { name: '100' }).click();
  await expect.element(page.getByRole('button', { name: '130' })).toBeVisible();
  hold.resolve();
  await expect.element(page.getByRole('button', { name: '100' })).toBeVisible();
});
