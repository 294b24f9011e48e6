import { signInByHttp } from '../src/graphql.ts';
import { openLiveStream } from '../src/live-stream.ts';
import { placeOrder } from '../src/orders.ts';
import { publishedOperation } from '../src/published-operation.ts';
import { expect, signIn, test } from '../src/suite.ts';

test('an order placed in one browser appears on the board in another, and every step there moves it on here', async ({
  signedIn,
}) => {
  const customer = await signedIn('customer');
  await customer.context().clearCookies();
  await signIn(customer, 'customer');
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

test('who does not release sees nothing of the console, whatever they send; their page hears when something else is live', async ({
  product,
  signedIn,
}) => {
  const customer = await signedIn('customer');
  const files: string[] = [];
  customer.on('request', (request) => files.push(new URL(request.url()).pathname));
  await customer.goto('/releases/history');
  await expect(customer.getByText('This page is not for you')).toBeVisible();
  await expect(customer.getByText('#team-platform')).toBeVisible();
  expect(files.filter((path) => path.startsWith('/_v/releases/'))).toEqual([]);

  // The very operations that the console sends for its readers.
  const ask = async (identity: string) => {
    const { cookie } = await signInByHttp(product.url, identity);
    const refused = await publishedOperation(product, 'releases', 'ReleasesRefused');
    const answer = await fetch(`${product.url}/graphql`, {
      method: 'POST',
      headers: { origin: product.url, cookie, 'content-type': 'application/json', 'x-tessera-app': refused.app },
      body: JSON.stringify({
        operationName: 'ReleasesRefused',
        variables: { first: 10, environment: 'production' },
        extensions: { persistedQuery: { version: 1, sha256Hash: refused.hash } },
      }),
    });
    return (await answer.json()) as { data: unknown; errors?: readonly { extensions: { code: string } }[] };
  };
  expect(await ask('dana')).toMatchObject({ data: { releaseHistory: { total: expect.any(Number) } } });
  expect(await ask('ada')).toMatchObject({ errors: [{ extensions: { code: 'FORBIDDEN' } }] });

  const first = async (identity: string, module: string, name: string, variables: object) => {
    const { cookie } = await signInByHttp(product.url, identity);
    const { app, hash } = await publishedOperation(product, module, name);
    const stream = await openLiveStream({ url: product.url, cookie, app, subscription: { hash, variables } });
    const frame = await stream.next('snapshot', 'problem');
    stream.close();
    return frame;
  };
  expect(await first('dana', 'releases', 'ReleasesHistory', {})).toMatchObject({ event: 'snapshot' });
  expect(await first('ada', 'releases', 'ReleasesHistory', {})).toMatchObject({
    event: 'problem',
    data: { code: 'FORBIDDEN' },
  });
  const { event, data } = await first('ada', 'shell', 'ShellComposition', { environment: 'production' });
  expect(event).toBe('snapshot');
  expect(data['documents']).toEqual([
    ['production', { __typename: 'CompositionRevision', environment: 'production', revision: expect.any(String) }],
  ]);
});
