/** The catalog app in a real browser, without any back end. */
import '@tessera/shared-ui/styles.css';
import { customer, liveOperation, operation, renderApp, staff, unavailable } from '@tessera/app-kit/testing';
import { beforeEach, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import {
  CatalogChangePriceDocument,
  CatalogProductDocument,
  CatalogProductListDocument,
  CatalogProductsDocument,
  type CatalogProductQuery,
} from '#graphql';
import app from './app.ts';

// List and panel beside each other, as on a desk.
beforeEach(() => page.viewport(1280, 800));

const pump: NonNullable<CatalogProductQuery['product']> = {
  __typename: 'Product',
  sku: 'PMP-CEN-32',
  name: 'Centrifugal pump, end suction, DN 32',
  category: 'Pumps',
  description: 'For clean water.',
  unitPrice: 684_00,
  currency: 'EUR',
  withdrawn: false,
  version: 'v1',
  attributes: [{ __typename: 'ProductAttribute', name: 'Flow', value: '12', unit: 'm³/h' }],
  availability: { __typename: 'Availability', sku: 'PMP-CEN-32', free: 14, reserved: 2, onHand: 16 },
};

const products = (items = [pump]) =>
  operation(CatalogProductsDocument, () => ({
    products: { __typename: 'ProductPage', items, next: null, total: items.length },
    categories: [{ __typename: 'Category', name: 'Pumps', count: 1 }],
  }));
const detail = () => operation(CatalogProductDocument, () => ({ product: pump }));
const live = () => liveOperation(CatalogProductListDocument, [pump]);

it('lists parts with price and stock, and opens one beside the list', async () => {
  const app_ = await renderApp(app, {
    path: '/catalog',
    user: customer,
    operations: [products(), detail()],
    live: [live()],
  });
  await page.getByText(pump.name).click();
  await expect.element(page.getByText('For clean water.')).toBeVisible();
  expect(app_.place().path).toBe('/catalog/PMP-CEN-32');
  await expect.element(page.getByRole('button', { name: 'Change price' })).not.toBeInTheDocument();
});

it('what is searched for is asked for, and stands in the address', async () => {
  const asked = products();
  const app_ = await renderApp(app, { path: '/catalog', user: customer, operations: [asked], live: [live()] });
  await page.getByRole('searchbox', { name: 'Search parts' }).fill('pump');
  await expect.poll(() => asked.calls.at(-1)?.variables.search).toBe('pump');
  expect(app_.place().search).toBe('?q=pump');
});

it('nothing found says so and offers the way back', async () => {
  await renderApp(app, {
    path: '/catalog?q=zebra',
    user: customer,
    operations: [products([])],
    live: [liveOperation(CatalogProductListDocument)],
  });
  await expect.element(page.getByText('No part fits')).toBeVisible();
  await page.getByRole('button', { name: 'Show all parts' }).click();
  await expect.element(page.getByRole('searchbox', { name: 'Search parts' })).toHaveValue('');
});

it('a price that changes elsewhere changes in the list and in the open part', async () => {
  const stream = live();
  await renderApp(app, {
    path: '/catalog/PMP-CEN-32',
    user: customer,
    operations: [products(), detail()],
    live: [stream],
  });
  await expect.element(page.getByRole('complementary').getByText('€684.00')).toBeVisible();
  stream.push({ ...pump, unitPrice: 700_00, version: 'v2' });
  await expect.element(page.getByRole('complementary').getByText('€700.00')).toBeVisible();
  await expect.element(page.getByRole('grid').getByText('€700.00')).toBeVisible();
});

it('staff change a price, based on the version they saw', async () => {
  const change = operation(CatalogChangePriceDocument, ({ input }) => ({
    changePrice: {
      __typename: 'ProductResult',
      product: { __typename: 'Product', sku: pump.sku, unitPrice: input.unitPrice, version: 'v2' },
      position: 'e.2',
      problem: null,
    },
  }));
  await renderApp(app, {
    path: '/catalog/PMP-CEN-32',
    user: staff,
    operations: [products(), detail(), change],
    live: [live()],
  });
  await page.getByRole('button', { name: 'Change price' }).click();
  await page.getByRole('textbox', { name: 'Price' }).fill('free');
  await page.getByRole('button', { name: 'Save price' }).click();
  await expect.element(page.getByText(/Enter an amount/)).toBeVisible();
  await page.getByRole('textbox', { name: 'Price' }).fill('1,234.50');
  await page.getByRole('button', { name: 'Save price' }).click();
  await expect
    .poll(() => change.calls.map(({ variables }) => variables.input))
    .toMatchObject([{ sku: 'PMP-CEN-32', unitPrice: 123450, basedOn: 'v1' }]);
});

it('without fulfilment the stock is unknown, not zero, and the rest is there', async () => {
  const withoutStock = { ...pump, availability: null };
  await renderApp(app, {
    path: '/catalog/PMP-CEN-32',
    user: customer,
    operations: [products([withoutStock]), operation(CatalogProductDocument, () => ({ product: withoutStock }))],
    live: [live()],
  });
  await expect.element(page.getByRole('complementary').getByText('Stock unknown')).toBeVisible();
  await expect.element(page.getByText('For clean water.')).toBeVisible();
});

it('a dead catalog names its owner', async () => {
  const dead = operation(CatalogProductsDocument, () => {
    throw unavailable('catalog', { team: 'Catalog', contact: '#team-catalog' });
  });
  await renderApp(app, {
    path: '/catalog',
    user: customer,
    operations: [dead],
    live: [liveOperation(CatalogProductListDocument)],
  });
  await expect.element(page.getByText('#team-catalog')).toBeVisible();
});
