/** The orders app in a real browser, without any back end. */
import '@tessera/shared-ui/styles.css';
import {
  customer,
  expired,
  liveOperation,
  operation,
  refuse,
  renderApp,
  staff,
  unavailable,
} from '@tessera/app-kit/testing';
import { beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import {
  OrdersCancelOrderDocument,
  OrdersOrderDocument,
  OrdersOrderListDocument,
  OrdersPlaceOrderDocument,
  OrdersProductForLineDocument,
  OrdersProductSearchDocument,
  type OrdersPlaceOrderMutation,
} from '#graphql';
import app from './app.ts';
import { detailOf, order, part } from './testing/orders.fixture.ts';

// List and panel beside each other, as on a desk.
beforeEach(() => page.viewport(1280, 800));

const placed: OrdersPlaceOrderMutation = {
  placeOrder: {
    __typename: 'OrderResult',
    order: { __typename: 'Order', id: 'o-9', number: 'BW-NEWONE', status: 'PLACED', version: 'v1' },
    position: 'e.1',
    problem: null,
  },
};

const list = (shown = order()) => liveOperation(OrdersOrderListDocument, [shown]);
const search = () =>
  operation(OrdersProductSearchDocument, () => ({ products: { __typename: 'ProductPage', items: [part] } }));
const partForLine = () => operation(OrdersProductForLineDocument, () => ({ product: part }));

it('shows a customer their orders and moves them on as they change', async () => {
  const live = list();
  await renderApp(app, { path: '/orders', user: customer, live: [live] });
  await expect.element(page.getByText('BW-7K3MQ9')).toBeVisible();
  expect(live.subscribed).toEqual([{ customer: 'ada' }]);
  live.push(order({ status: 'DISPATCHED', version: 'v2' }));
  await expect.element(page.getByText('Dispatched')).toBeVisible();
});

it('an order outlives its customer: list and search go on without the name', async () => {
  const live = list();
  await renderApp(app, { path: '/orders', user: staff, live: [live] });
  await expect.element(page.getByRole('gridcell', { name: 'Ada Marsh' })).toBeVisible();
  live.push(order({ customer: { __typename: 'Customer', id: 'ada', name: null }, version: 'v2' }));
  await expect.element(page.getByRole('gridcell', { name: 'Erased customer' })).toBeVisible();
  expect(document.body.textContent).not.toContain('Ada Marsh');
  await page.getByRole('searchbox').fill('7K3');
  await expect.element(page.getByRole('row', { name: /BW-7K3MQ9/ })).toBeVisible();
});

it('an order whose customer was erased is still read, without the person', async () => {
  const gone = order({ customer: { __typename: 'Customer', id: 'ada', name: null }, version: 'v2' });
  const history = [{ __typename: 'OrderStep' as const, status: 'PLACED' as const, at: gone.placedAt, by: null }];
  const shown = operation(OrdersOrderDocument, () => ({ order: { ...detailOf(gone), history } }));
  await renderApp(app, { path: '/orders/o-1', user: staff, operations: [shown], live: [list(gone)] });
  await expect.element(page.getByRole('complementary').getByText('Erased customer').first()).toBeVisible();
  expect(document.body.textContent).not.toContain('Confirmation');
});

it('an order says where its confirmation goes, or that nobody gets one', async () => {
  const [written, silent] = [order(), order({ id: 'o-2', number: 'BW-S1LENT' })];
  const both = liveOperation(OrdersOrderListDocument, [written, silent]);
  const shown = operation(OrdersOrderDocument, ({ id }) => ({
    order: id === 'o-2' ? { ...detailOf(silent), email: null } : detailOf(written),
  }));
  await renderApp(app, { path: '/orders/o-1', user: customer, operations: [shown], live: [both] });
  const panel = page.getByRole('complementary');
  await expect.element(panel.getByText('ada.marsh@northfield.example')).toBeVisible();
  await page.getByText('BW-S1LENT').click();
  await expect.element(panel.getByText('No e-mail: no address was left with this order')).toBeVisible();
});

it('an empty list says what the place is for', async () => {
  await renderApp(app, { path: '/orders', user: customer, live: [liveOperation(OrdersOrderListDocument)] });
  await expect.element(page.getByText('No orders yet')).toBeVisible();
});

it('when orders goes away, what was shown stays, with its age', async () => {
  const live = list();
  await renderApp(app, { path: '/orders', user: customer, live: [live] });
  await expect.element(page.getByText('BW-7K3MQ9')).toBeVisible();
  live.lose({ team: 'Orders', contact: '#team-orders' });
  await expect.element(page.getByText(/as of/)).toBeVisible();
  await expect.element(page.getByText('BW-7K3MQ9')).toBeVisible();
});

it('places the order as typed, once, however often the button is pressed', async () => {
  const place = operation(OrdersPlaceOrderDocument, () => placed);
  const shown = operation(OrdersOrderDocument, () => ({ order: detailOf(order({ id: 'o-9', number: 'BW-NEWONE' })) }));
  const app_ = await renderApp(app, {
    path: '/orders/new?add=VLV-BAL-40',
    user: customer,
    operations: [search(), partForLine(), place, shown],
    live: [list()],
  });
  const quantity = page.getByRole('textbox', { name: /Quantity of/ });
  await quantity.fill('3');
  await page.getByRole('button', { name: 'Place order' }).dblClick();
  await expect.poll(() => app_.place().path).toBe('/orders/o-9');
  expect(place.calls).toHaveLength(1);
  expect(place.calls[0]?.variables.input).toMatchObject({ lines: [{ sku: 'VLV-BAL-40', quantity: 3 }] });
});

it('an order that is recorded but cannot be read yet is placed all the same, and not left in the form', async () => {
  const place = operation(OrdersPlaceOrderDocument, () => ({ placeOrder: { ...placed.placeOrder, order: null } }));
  const { place: where } = await renderApp(app, {
    path: '/orders/new?add=VLV-BAL-40',
    user: customer,
    operations: [search(), partForLine(), place],
    live: [list()],
  });
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect.poll(() => where().path).toBe('/orders');
  await expect.element(page.getByText('BW-7K3MQ9')).toBeVisible();
});

it('what the service refuses stands beside the line it is about, and nothing typed is lost', async () => {
  const place = operation(OrdersPlaceOrderDocument, () => ({
    placeOrder: {
      __typename: 'OrderResult',
      order: null,
      position: null,
      problem: {
        __typename: 'Problem',
        code: 'WITHDRAWN_PRODUCT',
        message: 'This part is no longer sold.',
        field: 'lines.0.sku',
      },
    },
  }));
  await renderApp(app, {
    path: '/orders/new?add=VLV-BAL-40',
    user: customer,
    operations: [search(), partForLine(), place],
  });
  await page.getByRole('textbox', { name: /Quantity of/ }).fill('7');
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect.element(page.getByText('This part is no longer sold.')).toBeVisible();
  await expect.element(page.getByRole('textbox', { name: /Quantity of/ })).toHaveValue('7');
});

it('an ended session keeps the form; after signing in again the order goes out, as the same command', async () => {
  const place = operation(OrdersPlaceOrderDocument, () => {
    throw expired();
  });
  const shown = operation(OrdersOrderDocument, () => ({ order: detailOf(order({ id: 'o-9', number: 'BW-NEWONE' })) }));
  const app_ = await renderApp(app, {
    path: '/orders/new?add=VLV-BAL-40',
    user: customer,
    operations: [search(), partForLine(), place, shown],
    live: [list()],
  });
  await page.getByRole('textbox', { name: /Quantity of/ }).fill('4');
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect.poll(() => app_.session.state).toBe('expired');
  await expect.element(page.getByRole('textbox', { name: /Quantity of/ })).toHaveValue('4');
  place.answer(() => placed);
  app_.signIn();
  await expect.poll(() => app_.place().path).toBe('/orders/o-9');
  expect(new Set(place.calls.map(({ variables }) => variables.input.commandId)).size).toBe(1);
});

it('an unexpected failure keeps the form and says so', async () => {
  const place = operation(OrdersPlaceOrderDocument, () => {
    throw refuse('INTERNAL', 'Something went wrong.');
  });
  await renderApp(app, {
    path: '/orders/new?add=VLV-BAL-40',
    user: customer,
    operations: [search(), partForLine(), place],
  });
  await page.getByRole('textbox', { name: /Quantity of/ }).fill('4');
  await page.getByRole('button', { name: 'Place order' }).click();
  await expect.element(page.getByText('The order was not placed')).toBeVisible();
  await expect.element(page.getByRole('textbox', { name: /Quantity of/ })).toHaveValue('4');
});

it('an order that is not there, or not yours, is said to be so', async () => {
  const none = operation(OrdersOrderDocument, () => ({ order: null }));
  await renderApp(app, { path: '/orders/o-404', user: customer, operations: [none], live: [list()] });
  await expect.element(page.getByText('There is no order here')).toBeVisible();
});

it('a dead orders service is named with its owner in the panel', async () => {
  const dead = operation(OrdersOrderDocument, () => {
    throw unavailable('orders', { team: 'Orders', contact: '#team-orders' });
  });
  await renderApp(app, { path: '/orders/o-1', user: customer, operations: [dead], live: [list()] });
  await expect.element(page.getByText('#team-orders')).toBeVisible();
});

it('cancelling asks once and shows what fulfilment decided', async () => {
  const live = list();
  const shown = operation(OrdersOrderDocument, () => ({ order: detailOf(order()) }));
  const cancel = operation(OrdersCancelOrderDocument, () => ({
    cancelOrder: {
      __typename: 'OrderResult',
      order: { __typename: 'Order', id: 'o-1', status: 'CANCELLING', refusal: null, version: 'v2', history: [] },
      position: 'e.2',
      problem: null,
    },
  }));
  await renderApp(app, { path: '/orders/o-1', user: customer, operations: [shown, cancel], live: [live] });
  await page.getByRole('button', { name: 'Cancel order' }).click();
  await expect.poll(() => cancel.calls.length).toBe(1);
  live.push(order({ status: 'CANCELLED', version: 'v3' }));
  await expect.element(page.getByRole('complementary').getByText('Cancelled').first()).toBeVisible();
});
