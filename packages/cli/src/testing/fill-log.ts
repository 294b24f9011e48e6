/** A small log as the product's services would have written it; the commands of policies name their causes. */
import type { EventLog, JsonObject } from '@tessera/event-log';

const gasket = { sku: 'SEA-GSK-50', name: 'Gasket DN 50' };
const ada = { id: 'usr_ada', name: 'Ada Nilsen' };

/** Positions 1 to 8, a minute each: a product, its price, an order and what became of it, another order, personal data. */
export async function fillLog(log: EventLog): Promise<void> {
  let minute = 0;
  const record = async (
    stream: string,
    events: readonly [type: string, data: JsonObject][],
    meta: { readonly user?: string; readonly causationId?: string; readonly correlationId?: string } = {},
  ): Promise<void> => {
    minute++;
    const result = await log.append(
      stream,
      events.map(([type, data]) => ({ type, data })),
      { commandId: `cmd-${minute}`, meta, time: `2026-05-01T12:0${minute}:00.000Z` },
    );
    if (!result.ok || result.commit.position !== minute) throw new Error(`commit ${minute} is not where it should be`);
  };

  await record('ev.catalog.product.SEA-GSK-50', [['ProductAdded', { ...gasket, unitPrice: 120, currency: 'EUR' }]]);
  await record('ev.catalog.product.SEA-GSK-50', [['PriceChanged', { sku: gasket.sku, unitPrice: 150 }]], {
    user: 'usr_cleo',
  });
  await record('ev.orders.order.o1', [['OrderPlaced', placed('o1', 'BW-AAA1', 2)]], {
    user: ada.id,
    correlationId: 'req-1',
  });
  await record(
    'ev.fulfilment.reservation.o1',
    [
      ['ReservationStarted', { orderId: 'o1' }],
      ['ReservationCompleted', { orderId: 'o1' }],
    ],
    { causationId: '3-0', correlationId: 'req-1' },
  );
  await record('ev.orders.order.o1', [['OrderConfirmed', { orderId: 'o1' }]], {
    causationId: '4-1',
    correlationId: 'req-1',
  });
  await record('ev.orders.order.o2', [['OrderPlaced', placed('o2', 'BW-BBB2', 40)]], { user: ada.id });
  await record('ev.orders.order.o1', [
    [
      'OrderPicked',
      {
        orderId: 'o1',
        by: {
          id: 'usr_cleo',
          name: { $sealed: 1, domain: 'orders', subject: 'usr_cleo', field: 'by.name', box: 'c2VhbGVk' },
        },
      },
    ],
  ]);
  await record('ev.shop.odd.1', [
    ['Odd', { a: [null, { $erased: true }, [[]]], '': 'ü', deep: { deep: { deep: {} } } }],
  ]);
}

function placed(orderId: string, number: string, quantity: number): JsonObject {
  const amount = quantity * 150;
  const lines = [{ line: 1, ...gasket, quantity, unitPrice: 150, amount }];
  return { orderId, number, customer: ada, lines, total: amount, currency: 'EUR', note: null };
}
