import { placeOrder } from '../src/orders.ts';
import { expect, test } from '../src/suite.ts';

test('an order placed in one browser appears on the board in another, and every step there moves it on here', async ({
  signedIn,
}) => {
  const customer = await signedIn('customer');
  const warehouse = await signedIn('warehouse');
  await warehouse.goto('/fulfilment');
  await expect(warehouse.getByRole('heading', { name: 'Dispatch board' })).toBeVisible();
  const reads: string[] = [];
  warehouse.on('request', (request) => {
    if (request.url().endsWith('/graphql')) reads.push(request.postData() ?? '');
  });

  const order = await placeOrder(customer, [
    { sku: 'VLV-BAL-40', quantity: 2 },
    { sku: 'FIT-UNI-25', quantity: 1 },
  ]);
  const card = warehouse.getByRole('article', { name: order.number });
  await expect(card).toBeVisible();
  expect(reads, 'the board was pushed to, it did not ask').toEqual([]);
  const panel = customer.getByRole('complementary', { name: order.number });
  await expect(panel.getByText('Confirmed').first()).toBeVisible();

  for (const [action, status] of [
    ['Pick', 'Picked'],
    ['Dispatch', 'Dispatched'],
    ['Mark delivered', 'Completed'],
  ] as const) {
    await card.getByRole('button', { name: action }).click();
    await expect(panel.getByText(status).first()).toBeVisible();
  }
});

test('a customer cancels an order before it leaves; its stock is free again', async ({ signedIn }) => {
  const customer = await signedIn('customer');
  const order = await placeOrder(customer, [{ sku: 'FIT-ELB-50', quantity: 3 }]);
  const panel = customer.getByRole('complementary', { name: order.number });
  await expect(panel.getByText('Confirmed').first()).toBeVisible();
  await panel.getByRole('button', { name: 'Cancel order' }).click();
  await expect(panel.getByText('Cancelled').first()).toBeVisible();
});

test('catalog staff change a price; a customer who has the page open sees it without asking', async ({ signedIn }) => {
  const customer = await signedIn('customer');
  const staff = await signedIn('catalogStaff');
  await customer.goto('/catalog/PMP-CEN-32');
  await staff.goto('/catalog/PMP-CEN-32');
  const price = staff.getByRole('textbox', { name: 'Price' });
  await staff.getByRole('button', { name: 'Change price' }).click();
  await price.fill('1234.56');
  await staff.getByRole('button', { name: 'Save price' }).click();
  await expect(customer.getByRole('complementary').getByText('1,234.56')).toBeVisible();
});

test('a product is added to an order from its catalog page, by the orders app', async ({ signedIn }) => {
  const customer = await signedIn('customer');
  await customer.goto('/catalog/FIT-UNI-25');
  await customer.getByRole('button', { name: 'Add to order' }).click();
  await customer.goto('/orders/new');
  await expect(customer.getByRole('textbox', { name: /Quantity of .*FIT-UNI-25/ })).toHaveValue('1');
});

test('the palette goes where the apps contribute', async ({ signedIn }) => {
  const customer = await signedIn('customer');
  await customer.goto('/catalog');
  await expect(customer.getByRole('heading', { name: 'Catalog' })).toBeVisible();
  await customer.keyboard.press('ControlOrMeta+k');
  await customer
    .getByRole('dialog')
    .getByRole('combobox')
    .or(customer.getByRole('dialog').getByRole('searchbox'))
    .fill('place an order');
  await customer.keyboard.press('Enter');
  await expect(customer.getByRole('heading', { name: 'New order' })).toBeVisible();
});
