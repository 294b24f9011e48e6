import { fillOrder, placeOrder } from '../src/orders.ts';
import { expect, test } from '../src/suite.ts';

test('an empty order is not placed; the form says what is missing', async ({ signedIn }) => {
  const page = await signedIn('customer');
  await page.goto('/orders/new');
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page.getByText('Add at least one part.')).toBeVisible();
  await expect(page).toHaveURL(/\/orders\/new/);
});

for (const quantity of ['0', '-3', '1000000']) {
  test(`a quantity of ${quantity} is refused beside its field, and what was typed stays`, async ({ signedIn }) => {
    const page = await signedIn('customer');
    await fillOrder(page, [{ sku: 'VLV-BAL-40', quantity: 1 }]);
    const field = page.getByRole('textbox', { name: /Quantity of .*VLV-BAL-40/ });
    await field.fill(quantity);
    await page.getByRole('button', { name: 'Place order' }).click();
    await expect(page.getByText(/from 1 to 10,000/).first()).toBeVisible();
    await expect(page).toHaveURL(/\/orders\/new/);
  });
}

test('a double click places one order', async ({ signedIn }) => {
  const page = await signedIn('otherCustomer');
  const rows = page.getByRole('grid', { name: 'Orders' }).getByRole('row', { name: /BW-/ });
  await page.goto('/orders');
  await expect(rows.first()).toBeVisible();
  const before = await rows.count();
  await fillOrder(page, [{ sku: 'SEA-LIP-50x72', quantity: 1 }]);
  await page.getByRole('button', { name: 'Place order' }).dblclick();
  await page.waitForURL(/\/orders\/(?!new)[^/]+$/);
  await page.goto('/orders');
  await expect(rows).toHaveCount(before + 1);
});

test('a price form that is out of date is refused with the price as it is now', async ({ signedIn }) => {
  const [first, second] = [await signedIn('catalogStaff'), await signedIn('staff')];
  for (const page of [first, second]) {
    await page.goto('/catalog/PMP-VMS-50');
    await page.getByRole('button', { name: 'Change price' }).click();
  }
  await first.getByRole('textbox', { name: 'Price' }).fill('77.00');
  await first.getByRole('button', { name: 'Save price' }).click();
  await expect(first.getByRole('complementary').getByText('77.00').first()).toBeVisible();
  await second.getByRole('textbox', { name: 'Price' }).fill('88.00');
  await second.getByRole('button', { name: 'Save price' }).click();
  await expect(second.getByText(/changed meanwhile/i)).toBeVisible();
  await expect(second.getByRole('textbox', { name: 'Price' })).toHaveValue('88.00');
});

test('an expired session asks to sign in again and keeps what was typed', async ({ signedIn }) => {
  const page = await signedIn('customer');
  await fillOrder(page, [{ sku: 'VLV-BAL-40', quantity: 4 }]);
  await page.context().clearCookies();
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect(page.getByText(/signed out|session has ended|sign in again/i).first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: /Quantity of .*VLV-BAL-40/ })).toHaveValue('4');
});

test('unknown products and orders are said to be unknown, in the page', async ({ signedIn }) => {
  const page = await signedIn('customer');
  await page.goto('/catalog/NO-SUCH-PART');
  await expect(page.getByText(/no part/i).first()).toBeVisible();
  await page.goto('/orders/no-such-order');
  await expect(page.getByText(/no order/i).first()).toBeVisible();
  await page.goto('/no/such/page');
  await expect(page.getByText(/nothing here|not found/i).first()).toBeVisible();
});

test('a customer does not see the orders of another', async ({ signedIn }) => {
  const ada = await signedIn('customer');
  const order = await placeOrder(ada, [{ sku: 'VLV-BAL-40', quantity: 1 }]);
  const emil = await signedIn('otherCustomer');
  await emil.goto(`/orders/${order.id}`);
  await expect(emil.getByText(/no order/i).first()).toBeVisible();
});
