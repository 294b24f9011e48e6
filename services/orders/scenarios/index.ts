/** Named situations of orders. */
import type { Scenario, ScenarioEvent } from './scenario.ts';
import { busyMorning, customers, parts, type Situation, type Until } from './situations.ts';

const picker = { id: 'cleo', name: 'Cleo Lindqvist' };
const shipped = { carrier: 'DHL Freight', trackingCode: 'JD014600012345' };

/** The events that lead to each state, after the order was placed. */
const stepsTo: Record<Until, readonly string[]> = {
  PLACED: [],
  CONFIRMED: ['OrderConfirmed'],
  PICKED: ['OrderConfirmed', 'OrderPicked'],
  DISPATCHED: ['OrderConfirmed', 'OrderPicked', 'OrderDispatched'],
  COMPLETED: ['OrderConfirmed', 'OrderPicked', 'OrderDispatched', 'OrderCompleted'],
  CANCELLING: ['OrderConfirmed', 'OrderCancellationRequested'],
  CANCELLED: ['OrderConfirmed', 'OrderCancellationRequested', 'OrderCancelled'],
  REFUSED: ['OrderRefused'],
};

/** What each event says beside the order's id. */
function details(type: string, { customer, lines }: Situation): object {
  switch (type) {
    case 'OrderPicked':
    case 'OrderCompleted':
      return { by: picker };
    case 'OrderDispatched':
      return { ...shipped, by: picker };
    case 'OrderCancellationRequested':
      return { by: customers[customer] };
    case 'OrderRefused': {
      const [sku, quantity] = lines[0] ?? ['SEN-FLO-100', 1];
      return { reason: `Not enough stock: ${quantity} × ${parts[sku].name} (${sku}) ordered, 2 free.` };
    }
    default:
      return {};
  }
}

function eventsOf(situation: Situation): ScenarioEvent[] {
  const { id, number, customer, until } = situation;
  const stream = `ev.orders.order.${id}`;
  const lines = situation.lines.map(([sku, quantity], index) => {
    const { name, unitPrice } = parts[sku];
    return { line: index + 1, sku, name, quantity, unitPrice, amount: unitPrice * quantity };
  });
  const total = lines.reduce((sum, line) => sum + line.amount, 0);
  const placed = {
    orderId: id,
    number,
    customer: customers[customer],
    lines,
    total,
    currency: 'EUR',
    note: null,
    email: `${customer}@customers.example`,
  };
  return [
    { stream, type: 'OrderPlaced', data: placed },
    ...stepsTo[until].map((type) => ({
      stream,
      type,
      data: { orderId: id, ...details(type, situation) },
    })),
  ];
}

const one = (until: Until): Situation => ({
  id: 'o-single',
  number: 'BW-S0L0',
  customer: 'ada',
  lines: [
    ['VLV-BAL-25', 12],
    ['SEA-GSK-50', 24],
  ],
  until,
});

/** Took most of what there was. */
const earlier: Situation = {
  id: 'o-earlier',
  number: 'BW-EAR1ER',
  customer: 'gita',
  lines: [
    ['VLV-BAL-25', 52],
    ['SEA-GSK-50', 96],
  ],
  until: 'CONFIRMED',
};

export const scenarios: readonly Scenario[] = [
  { name: 'empty', title: 'Nobody has ordered anything yet', events: [] },
  { name: 'busy-morning', title: 'Eight orders, one in almost every state', events: busyMorning.flatMap(eventsOf) },
  {
    name: 'low-stock',
    title: 'An order refused because too little was left',
    events: [earlier, { ...one('REFUSED'), lines: [['SEN-FLO-100', 9]] as const }].flatMap(eventsOf),
  },
  { name: 'cancelling', title: 'An order whose cancellation is not decided yet', events: eventsOf(one('CANCELLING')) },
];
