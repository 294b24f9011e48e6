import { describe, expect, test } from 'vitest';
import { added, at, order, placed, shipped, short, stock, withdrawn } from '../../testing/history.ts';
import { shown } from '../../testing/shown.ts';
import { insights } from '../service.ts';

const valve = (quantity: number, sku = 'VLV-1') => ({ sku, quantity, amount: quantity * 1_000 });
const key = (clock: string, days = 0) => `EUR ${at(clock, days)}`;

describe('revenue per minute', () => {
  const minutes = (...events: Parameters<typeof shown>[2][number][]) => shown(insights, 'salesByMinute', events);

  test('adds up the orders of a minute', () => {
    expect(
      minutes(
        placed(at('08:00:01'), 'a', [valve(2)]),
        placed(at('08:00:59'), 'b', [valve(3)]),
        placed(at('08:01:00'), 'c', [valve(1)]),
      ),
    ).toEqual({
      [key('08:00')]: { minute: at('08:00'), currency: 'EUR', orders: 2, revenue: 5_000 },
      [key('08:01')]: { minute: at('08:01'), currency: 'EUR', orders: 1, revenue: 1_000 },
    });
  });

  test('never adds up money of different currencies', () => {
    const both = minutes(placed(at('08:00'), 'a', [valve(1)]), placed(at('08:00'), 'b', [valve(1)], 'SEK'));
    expect(Object.keys(both).sort()).toEqual([key('08:00'), `SEK ${at('08:00')}`]);
  });

  test.each(['Refused', 'Cancelled'] as const)('takes an order back out of its minute once it is %s', (step) => {
    expect(
      minutes(
        placed(at('08:00'), 'a', [valve(2)]),
        placed(at('08:00'), 'b', [valve(3)]),
        order(step, at('09:30'), 'a'),
        order(step, at('09:31'), 'a'),
      ),
    ).toMatchObject({ [key('08:00')]: { orders: 1, revenue: 3_000 } });
  });

  test('keeps 24 hours: a new minute removes those that fall out, also after a quiet day', () => {
    const first = placed(at('08:00'), 'a', [valve(1)]);
    const second = placed(at('08:01'), 'b', [valve(1)]);
    expect(Object.keys(minutes(first, second, placed(at('07:59', 1), 'c', [valve(1)])))).toHaveLength(3);
    expect(Object.keys(minutes(first, second, placed(at('08:00', 1), 'c', [valve(1)])))).toEqual([
      key('08:01'),
      key('08:00', 1),
    ]);
    expect(Object.keys(minutes(first, second, placed(at('08:00', 9), 'c', [valve(1)])))).toEqual([key('08:00', 9)]);
  });

  test('lets a late event in while its minute is kept, and leaves it out afterwards', () => {
    const noon = placed(at('12:00'), 'a', [valve(1)]);
    expect(Object.keys(minutes(noon, placed(at('11:58'), 'b', [valve(1)])))).toHaveLength(2);
    expect(Object.keys(minutes(noon, placed(at('12:00', -1), 'b', [valve(1)])))).toEqual([key('12:00')]);
  });
});

describe('the funnel', () => {
  const hours = (...events: Parameters<typeof shown>[2][number][]) => shown(insights, 'ordersByHour', events);
  const steps = (id: string) => [order('Confirmed', at('09:10'), id), order('Picked', at('10:10'), id)];

  test('counts each stage with the hour in which the order was placed', () => {
    const documents = hours(
      placed(at('08:15'), 'a', [valve(1)]),
      placed(at('08:45'), 'b', [valve(1)]),
      placed(at('09:00'), 'c', [valve(1)]),
      ...steps('a'),
      order('Dispatched', at('11:00'), 'a'),
      order('Completed', at('12:00'), 'a'),
      order('Refused', at('09:01'), 'c'),
    );
    expect(documents).toMatchObject({
      [at('08:00')]: { placed: 2, confirmed: 1, picked: 1, dispatched: 1, completed: 1, refused: 0 },
      [at('09:00')]: { placed: 1, confirmed: 0, refused: 1, cancelled: 0 },
    });
  });

  test('a cancelled order keeps the stages it had reached', () => {
    const placing = placed(at('08:15'), 'a', [valve(1)]);
    expect(hours(placing, ...steps('a'), order('Cancelled', at('10:30'), 'a'))).toMatchObject({
      [at('08:00')]: { placed: 1, confirmed: 1, picked: 1, dispatched: 0, cancelled: 1 },
    });
  });

  test('what happens to an order nobody saw placed counts nowhere', () => {
    expect(hours(...steps('unknown'), shipped(at('11:00'), 'unknown'))).toEqual({});
  });
});

describe('time to ship', () => {
  const spread = (leaving: string, days = 0) => {
    const events = [placed(at('08:30'), 'a', [valve(1)]), shipped(at(leaving, days), 'a')];
    const documents = Object.values(shown(insights, 'ordersByHour', events)) as unknown as {
      shipped: { orders: number; seconds: number; bands: { under: number | null; orders: number }[] };
    }[];
    const hour = documents.find((each) => each.shipped.orders > 0)?.shipped;
    return { seconds: hour?.seconds, band: hour?.bands.find(({ orders }) => orders > 0)?.under };
  };

  test.each([
    ['08:44:59', 0, 899, 15],
    ['08:45', 0, 900, 60],
    ['12:29', 0, 14_340, 240],
    ['08:30', 1, 86_400, 4_320],
    ['08:30', 3, 259_200, null],
    ['08:29', 0, 0, 15],
  ] as const)('leaving at %s, %s days later', (clock, days, seconds, band) => {
    expect(spread(clock, days)).toEqual({ seconds, band });
  });

  test('counts with the hour in which it left', () => {
    const documents = shown(insights, 'ordersByHour', [
      placed(at('08:30'), 'a', [valve(1)]),
      shipped(at('08:30', 2), 'a'),
    ]);
    expect(documents[at('08:00', 2)]).toMatchObject({ placed: 0, shipped: { orders: 1 } });
  });
});

describe('products sold', () => {
  const sales = (...events: Parameters<typeof shown>[2][number][]) => shown(insights, 'productSales', events);

  test('adds up pieces and revenue; two lines of one part are one order of it', () => {
    expect(
      sales(placed(at('08:00'), 'a', [valve(2), valve(3), valve(1, 'PMP-1')]), placed(at('08:01'), 'b', [valve(4)])),
    ).toMatchObject({
      'EUR VLV-1': { name: 'Part VLV-1', orders: 2, pieces: 9, revenue: 9_000 },
      'EUR PMP-1': { orders: 1, pieces: 1, revenue: 1_000 },
    });
  });

  test('an order that falls takes its pieces with it; a part without orders leaves', () => {
    const both = [placed(at('08:00'), 'a', [valve(2), valve(1, 'PMP-1')]), placed(at('08:01'), 'b', [valve(4)])];
    const documents = sales(...both, order('Cancelled', at('09:00'), 'a'));
    expect(documents).toMatchObject({ 'EUR VLV-1': { orders: 1, pieces: 4, revenue: 4_000 } });
    expect(Object.keys(documents)).toEqual(['EUR VLV-1']);
  });
});

describe('stock-out alerts', () => {
  const alerts = (...events: Parameters<typeof shown>[2][number][]) => shown(insights, 'stockAlerts', events);
  const named = added(at('07:00'), 'VLV-1', 'Ball valve');
  const full = stock('Received', at('07:30'), 'VLV-1', 5, 0);
  const taken = stock('Reserved', at('08:00'), 'VLV-1', 5, 5);

  test('begin when the last free piece is promised, and say what was missed since', () => {
    expect(alerts(named, full, taken, short(at('08:10'), 'VLV-1', 3), short(at('08:20'), 'VLV-1', 4))).toEqual({
      'VLV-1': {
        sku: 'VLV-1',
        name: 'Ball valve',
        since: at('08:00'),
        missedOrders: 2,
        missedPieces: 7,
        withdrawn: false,
      },
    });
  });

  test('keep their beginning while nothing is free', () => {
    expect(alerts(named, full, taken, stock('Issued', at('09:00'), 'VLV-1', 0, 0))).toMatchObject({
      'VLV-1': { since: at('08:00') },
    });
  });

  test.each([
    ['stock is received', stock('Received', at('09:00'), 'VLV-1', 9, 5)],
    ['a piece is released', stock('Released', at('09:00'), 'VLV-1', 5, 4)],
    ['the part is withdrawn', withdrawn(at('09:00'), 'VLV-1')],
  ])('end when %s', (_why, event) => {
    expect(alerts(named, full, taken, event)).toEqual({});
  });

  test('begin anew, with nothing missed yet', () => {
    const again = stock('Reserved', at('10:00'), 'VLV-1', 9, 9);
    const received = stock('Received', at('09:00'), 'VLV-1', 9, 5);
    expect(alerts(named, full, taken, short(at('08:10'), 'VLV-1', 3), received, again)).toMatchObject({
      'VLV-1': { since: at('10:00'), missedOrders: 0, missedPieces: 0 },
    });
  });

  test('a part that never had any, or of which too little is left, is no alert', () => {
    expect(alerts(named)).toEqual({});
    expect(alerts(named, full, short(at('08:10'), 'VLV-1', 9))).toEqual({});
  });
});
