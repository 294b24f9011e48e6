/** Each figure, folded event by event within its bounds, is what a slow look at the whole history comes to. */
import { describe, expect, test } from 'vitest';
import { alertsOf, funnelOf, minutesOf, salesOf, shipTimesOf } from '../../testing/recompute.ts';
import { randomHistory } from '../../testing/random-history.ts';
import { shown, split } from '../../testing/shown.ts';
import { insights } from '../service.ts';
import { hoursKept, ordersFollowed, type OrderHourDocument } from './orders-by-hour.ts';
import { ordersCounted } from './product-sales.ts';
import { minutesKept, salesRemembered } from './sales-by-minute.ts';

// Three days of a quiet shop, nine days of a quieter one, and a rush of orders.
const histories = [
  { seed: 1, steps: 3_000, meanGapMs: 86_000 },
  { seed: 20_261_123, steps: 2_500, meanGapMs: 300_000 },
  { seed: 77, steps: 9_000, meanGapMs: 400 },
];

describe.each(histories)('history of seed $seed', ({ seed, steps, meanGapMs }) => {
  const events = randomHistory(seed, steps, meanGapMs);

  test.each(['EUR', 'SEK'])('revenue per minute in %s', (currency) => {
    const documents = Object.values(shown(insights, 'salesByMinute', events));
    const folded = documents.filter((doc) => doc['currency'] === currency);
    const wanted = Object.entries(minutesOf(events, currency, minutesKept));
    expect(wanted.length).toBeGreaterThan(0);
    expect(Object.fromEntries(folded.map(({ minute, orders, revenue }) => [minute, { orders, revenue }]))).toEqual(
      Object.fromEntries(wanted),
    );
  });

  test('funnel and time to ship', () => {
    const documents = shown<OrderHourDocument>(insights, 'ordersByHour', events);
    expect(Object.keys(documents).length).toBeGreaterThan(0);
    expect(Object.keys(documents).length).toBeLessThanOrEqual(hoursKept);
    for (const { hour, shipped, ...stages } of Object.values(documents)) {
      const seconds = shipTimesOf(events, hour);
      expect({ hour, ...stages }).toEqual({ hour, ...funnelOf(events, hour) });
      expect(shipped.orders).toBe(seconds.length);
      expect(shipped.seconds).toBeCloseTo(
        seconds.reduce((sum, each) => sum + each, 0),
        3,
      );
      let from = 0;
      for (const { under, orders } of shipped.bands) {
        const to = (under ?? Infinity) * 60;
        expect(seconds.filter((each) => each >= from && each < to).length).toBe(orders);
        from = to;
      }
    }
  });

  test.each(['EUR', 'SEK'])('products sold in %s', (currency) => {
    const documents = Object.values(shown(insights, 'productSales', events));
    const folded = documents.filter((doc) => doc['currency'] === currency);
    expect(
      Object.fromEntries(folded.map(({ sku, orders, pieces, revenue }) => [sku, { orders, pieces, revenue }])),
    ).toEqual(salesOf(events, currency, ordersCounted));
  });

  test('stock-out alerts', () => {
    const documents = shown(insights, 'stockAlerts', events);
    const folded = Object.entries(documents).map(([sku, { since, missedOrders, missedPieces }]) => [
      sku,
      { since, missedOrders, missedPieces },
    ]);
    expect(folded.length).toBeGreaterThan(0);
    expect(Object.fromEntries(folded)).toEqual(alertsOf(events));
  });

  test('no partition grows beyond its bound', () => {
    const most = { salesByMinute: minutesKept, ordersByHour: hoursKept, productSales: 40 } as const;
    const own = { salesByMinute: salesRemembered, ordersByHour: ordersFollowed, productSales: ordersCounted };
    for (const name of Object.keys(most) as (keyof typeof most)[]) {
      const documents = split(insights, name, events);
      const inEuro = documents.shown.filter(([, doc]) => (doc['currency'] ?? 'EUR') === 'EUR');
      expect(inEuro.length).toBeLessThanOrEqual(most[name]);
      // An order and its slot, where the ring goes on, and a window for each currency.
      expect(documents.own.length).toBeLessThanOrEqual(2 * own[name] + 3);
    }
  });
});
