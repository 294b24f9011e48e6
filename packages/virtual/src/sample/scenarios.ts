/** The sample services' scenarios, each its part of the same stories. */
import type { Scenario } from '../scenarios/scenario.ts';

const ordered = (id: string, guest: string, dish: string) => ({
  stream: `ev.kiosk.ticket.${id}`,
  type: 'Ordered',
  data: { id, guest, dish, code: '007' },
});
const served = (id: string) => ({ stream: `ev.kiosk.ticket.${id}`, type: 'Served', data: { id } });
const cooked = (id: string) => ({
  stream: `ev.kitchen.meal.${id}`,
  type: 'Cooked',
  data: { ticket: id, cook: 'Colette' },
});

export const kioskScenarios: readonly Scenario[] = [
  {
    name: 'lunch',
    title: 'Two guests',
    events: [ordered('t-1', 'ada', 'soup'), ordered('t-2', 'ben', 'stew'), served('t-1')],
  },
  { name: 'late-guest', title: 'One more', events: [ordered('t-9', 'ada', 'cake'), served('t-9')] },
];

export const kitchenScenarios: readonly Scenario[] = [{ name: 'lunch', title: 'Two guests', events: [cooked('t-1')] }];
