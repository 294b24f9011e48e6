import { useEffect, useState } from 'react';
import { expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { useAppIdentity } from '../host/app-context.tsx';
import { renderApp } from '../testing/index.ts';
import { appOf } from '../testing/page-app.fixture.tsx';
import { Slot } from './slot.tsx';

function WithSlot() {
  return (
    <main>
      <h1>Mine</h1>
      <Slot name="parts/actions/v1" props={{ sku: 'PMP-1' }} />
    </main>
  );
}

it("shows another app's part with what the slot hands on, in that app's name", async () => {
  const Filling = ({ sku }: { readonly sku: string }) => <p>{`${sku} of ${useAppIdentity()?.name}`}</p>;
  await renderApp(appOf(WithSlot), { fillings: { 'parts/actions/v1': Filling } });
  await expect.element(page.getByText('PMP-1 of other')).toBeVisible();
});

it('a part that throws, in render or in an effect, costs nobody else theirs and can be tried again', async () => {
  let broken = true;
  const Filling = () => {
    const [, set] = useState(0);
    useEffect(() => {
      if (broken) throw new Error('it is broken');
      set(1);
    }, []);
    return <p>Whole</p>;
  };
  await renderApp(appOf(WithSlot), { fillings: { 'parts/actions/v1': Filling } });
  await expect.element(page.getByRole('heading', { name: 'other failed in parts/actions/v1' })).toBeVisible();
  expect(page.getByRole('heading', { name: 'Mine' }).query()).not.toBeNull();
  broken = false;
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect.element(page.getByText('Whole')).toBeVisible();
});
