import { placeOrder } from '../src/orders.ts';
import { expect, test } from '../src/suite.ts';

test('a killed orders service costs orders only; it says so, names its owner, and comes back by itself', async ({
  product,
  signedIn,
}) => {
  const customer = await signedIn('customer');
  const staff = await signedIn('staff');
  const order = await placeOrder(customer, [{ sku: 'VLV-BAL-40', quantity: 1 }]);

  await staff.goto('/fulfilment');
  await expect(staff.getByRole('article', { name: order.number })).toBeVisible();
  const service = async () => (await product.status()).find((process) => process.name === 'orders-service')!;
  const before = await service();

  // Killed again and again while the pages look, so that the outage is long enough to be seen, however fast the supervisor is.
  const down = keepKilling(service);
  try {
    await customer.goto('/orders/new');
    await customer.goto(`/orders/${order.id}`);
    await expect(customer.getByText(/#team-orders/).first()).toBeVisible();
    await customer.goto('/catalog/VLV-BAL-40');
    await expect(customer.getByRole('complementary')).toBeVisible();
    await staff.getByRole('article', { name: order.number }).getByRole('button', { name: 'Pick' }).click();
    await expect(
      staff.getByRole('article', { name: order.number }).getByRole('button', { name: 'Dispatch' }),
    ).toBeVisible();
    await customer.goto(`/orders/${order.id}`);
    await expect(customer.getByText(/#team-orders/).first()).toBeVisible();
  } finally {
    await down.stop();
  }

  // Nobody reloads: the page recovers by itself, and nothing acknowledged is lost.
  await expect(customer.getByRole('complementary', { name: order.number }).getByText('Picked').first()).toBeVisible({
    timeout: 60_000,
  });
  const after = await service();
  expect(after.pid).not.toBe(before.pid);
  expect(after.restarts).toBeGreaterThan(before.restarts);
});

function keepKilling(service: () => Promise<{ pid: number; state: string }>) {
  let on = true;
  const loop = (async () => {
    while (on) {
      const { pid } = await service();
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // Between two lives.
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return {
    async stop() {
      on = false;
      await loop;
    },
  };
}
