import { liveOperation } from '@tessera/app-kit/testing';
import { afterEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import {
  InsightsOrdersByHourDocument,
  InsightsProductSalesDocument,
  InsightsSalesByMinuteDocument,
  InsightsStockAlertsDocument,
} from '#graphql';
import { live, minute, open, type Live } from './played-page.fixture.tsx';

/** Sooner or later, somewhere in it. */
function says(place: ReturnType<typeof panel>, text: string) {
  return expect.poll(() => place.query()?.textContent).toContain(text);
}

const panel = (name: string) => page.getByRole('region', { name, exact: true });

afterEach(() => page.viewport(1280, 900));

describe('insights', () => {
  test('each panel says in a sentence what it shows', async () => {
    await open(live());
    await says(panel('Revenue per minute'), '€250.00');
    await says(panel('Revenue per minute'), 'with €200.00.');
    await expect
      .element(panel('Orders per minute').getByRole('img'))
      .toHaveAccessibleName(/busiest minute .* with 3 orders/);
    await says(
      panel('From order to delivery'),
      'Of 20 orders placed in the last seven days, 5 have been delivered; 2 refused and 1 cancelled.',
    );
    await says(panel('Time to ship'), 'took 10 min on average');
    await says(panel('Top products'), 'Part B sells best: €900.00');
    await says(panel('Stock-outs'), '3 orders for 12 pieces missed');
  });

  test('the charts are drawn, in the accent of the theme, and again when the theme changes', async () => {
    await open(live());
    await expect.element(panel('Revenue per minute')).toBeVisible();
    const accent = () => pixelsLike(panel('Revenue per minute').element().querySelector('canvas'), '--ts-brand');
    await expect.poll(accent).toBeGreaterThan(50);
    document.documentElement.dataset['theme'] = 'dark';
    await expect.poll(accent).toBeGreaterThan(50);
    delete document.documentElement.dataset['theme'];
  });

  test('figures of a chart can be read as a table', async () => {
    await open(live());
    const orders = panel('Orders per minute');
    await orders.getByText('Show as a table').click();
    await expect.poll(() => orders.getByRole('row').nth(1).element().textContent).toMatch(/^\d\d:\d\d1$/);
    expect(orders.getByRole('row').elements()).toHaveLength(61);
  });

  test('changes show; a part that is received leaves the list', async () => {
    const played = live();
    await open(played);
    await says(panel('Stock-outs'), 'Ball valve');
    played.sales.push(minute(0, 2, 105_000));
    played.alerts.remove('VLV-1');
    await says(panel('Revenue per minute'), '€1,250.00');
    await says(panel('Stock-outs'), 'Nothing is sold out.');
  });

  test('the period is chosen, and stands in the address', async () => {
    const played = live();
    played.sales.push(minute(300, 1, 7_000));
    const app = await open(played);
    await page.getByRole('radio', { name: 'Last 24 hours' }).click();
    await says(panel('Revenue per quarter of an hour'), '€320.00');
    expect(app.place().search).toContain('range=day');
  });

  test('charts fit their place when it changes', async () => {
    await open(live());
    await expect.element(panel('Revenue per minute')).toBeVisible();
    await page.viewport(360, 760);
    const overflow = () => document.documentElement.scrollWidth - window.innerWidth;
    const ratio = () => {
      const place = panel('Revenue per minute').getByRole('img').element();
      return Math.round((place.querySelector('.uplot')?.clientWidth ?? 0) - place.clientWidth);
    };
    await expect.poll(ratio).toBe(0);
    expect(overflow()).toBeLessThanOrEqual(0);
  });
});

describe('states', () => {
  test('empty: each panel says what will stand there', async () => {
    await open({
      sales: liveOperation(InsightsSalesByMinuteDocument),
      orders: liveOperation(InsightsOrdersByHourDocument),
      products: liveOperation(InsightsProductSalesDocument),
      alerts: liveOperation(InsightsStockAlertsDocument),
    } as Live);
    await says(panel('Revenue per minute'), 'No order that stands was placed in the last hour.');
    await says(panel('From order to delivery'), 'No order was placed in the last seven days.');
    await says(panel('Time to ship'), 'Nothing was dispatched');
    await says(panel('Top products'), 'once something is ordered');
    await says(panel('Stock-outs'), 'Nothing is sold out.');
  });

  test('forbidden: who can grant it, and nothing else', async () => {
    const played = live();
    for (const one of Object.values(played)) one.refuse('FORBIDDEN', 'Ask #team-insights for one of these roles.');
    await open(played);
    await expect
      .element(page.getByRole('heading', { name: 'Insights are for those who run the business' }))
      .toBeVisible();
    await expect.element(page.getByText('Ask #team-insights for one of these roles.')).toBeVisible();
    expect(page.getByRole('radio').elements()).toHaveLength(0);
  });

  test('failing: one part fails in its own place, the others stay', async () => {
    const played = live();
    played.products.refuse('INTERNAL', 'Something went wrong.');
    await open(played);
    await expect.element(page.getByRole('heading', { name: 'Top products can’t be shown right now' })).toBeVisible();
    await says(panel('Stock-outs'), 'Ball valve');
  });

  test('failing: all of it is one failure, not five', async () => {
    const played = live();
    for (const one of Object.values(played)) one.refuse('INTERNAL', 'Something went wrong.');
    await open(played);
    await expect.element(page.getByRole('heading', { name: 'Insights can’t be shown right now' })).toBeVisible();
    expect(page.getByRole('alert').elements()).toHaveLength(1);
  });

  test('stale: as of when, over what was last known', async () => {
    const played = live();
    await open(played);
    await says(panel('Stock-outs'), 'Ball valve');
    played.orders.lose({ team: 'Insights', contact: '#team-insights' });
    await expect.element(page.getByText(/as of/)).toBeVisible();
    await says(panel('From order to delivery'), 'Of 20 orders');
    played.orders.recover();
    await expect.poll(() => page.getByText(/as of/).elements().length).toBe(0);
  });
});

test('a chart’s table opens by keyboard', async () => {
  await open(live());
  const orders = panel('Orders per minute');
  await expect.element(orders.getByText('Show as a table')).toBeVisible();
  (orders.getByText('Show as a table').element() as HTMLElement).focus();
  await userEvent.keyboard('{Enter}');
  await expect.element(orders.getByRole('table')).toBeVisible();
});

/** How many pixels of a canvas have (nearly) the colour of a token. */
function pixelsLike(canvas: HTMLCanvasElement | null, token: string): number {
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return 0;
  const swatch = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  document.body.append(probe);
  if (swatch === null) return 0;
  swatch.fillStyle = getComputedStyle(probe).color;
  swatch.fillRect(0, 0, 1, 1);
  probe.remove();
  const [red = 0, green = 0, blue = 0] = swatch.getImageData(0, 0, 1, 1).data;
  const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
  let found = 0;
  for (let at = 0; at < data.length; at += 4) {
    const off =
      Math.abs((data[at] ?? 0) - red) + Math.abs((data[at + 1] ?? 0) - green) + Math.abs((data[at + 2] ?? 0) - blue);
    if (off < 12 && (data[at + 3] ?? 0) > 200) found += 1;
  }
  return found;
}
