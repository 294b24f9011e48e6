/** Named situations of the warehouse. */
import { openingStock } from './opening-stock.ts';
import type { Scenario, ScenarioEvent } from './scenario.ts';
import { warehouseDay, type Line, type Until } from './warehouse-day.ts';

/** Names as the catalog has them. */
const names: Readonly<Record<string, string>> = {
  'PMP-CEN-40': 'Centrifugal pump, end suction, DN 40',
  'VLV-BAL-25': 'Ball valve, brass, full bore, DN 25',
  'VLV-BFL-100': 'Butterfly valve, wafer, DN 100',
  'FIT-FLG-50': 'Weld-neck flange, DN 50',
  'SEA-GSK-50': 'Flat gasket, fibre, IBC, DN 50',
  'SEN-FLO-100': 'Electromagnetic flow meter, DN 100',
  'SEN-PRS-010': 'Pressure transmitter, 0–10 bar',
};

function line(sku: string, quantity: number): Line {
  return { sku, name: names[sku] ?? sku, quantity };
}

/** The same orders as in orders' scenario of this name. */
const morning: readonly (readonly [n: number, customerId: string, until: Until, ...lines: Line[]])[] = [
  [1, 'ada', 'DELIVERED', line('PMP-CEN-40', 2), line('SEA-GSK-50', 20)],
  [2, 'emil', 'DISPATCHED', line('VLV-BFL-100', 6)],
  [3, 'gita', 'PICKED', line('VLV-BAL-25', 40), line('FIT-FLG-50', 12)],
  [4, 'ada', 'TO_PICK', line('SEN-PRS-010', 4)],
  [5, 'gita', 'TO_PICK', line('VLV-BAL-25', 16)],
  [6, 'emil', 'SHORT', line('SEN-FLO-100', 9)],
  [7, 'ada', 'CANCELLED', line('FIT-FLG-50', 8)],
  [8, 'emil', 'REQUESTED', line('SEN-PRS-010', 2)],
];

function opening(): ReturnType<typeof warehouseDay> {
  const day = warehouseDay();
  for (const { sku, quantity } of openingStock()) day.receive(sku, quantity);
  return day;
}

function busyMorning(): readonly ScenarioEvent[] {
  const day = opening();
  for (const [n, customerId, until, ...lines] of morning) {
    day.order({ orderId: `o-morning-${n}`, orderNumber: `BW-M0RN0${n}`, customerId, lines }, until);
  }
  return day.events;
}

function lowStock(): readonly ScenarioEvent[] {
  const day = warehouseDay();
  day.receive('VLV-BAL-25', 60);
  day.receive('SEN-FLO-100', 2);
  day.receive('SEA-GSK-50', 100);
  const facts = { orderId: 'o-earlier', orderNumber: 'BW-EAR1ER', customerId: 'gita' };
  day.order({ ...facts, lines: [line('VLV-BAL-25', 52), line('SEA-GSK-50', 96)] }, 'TO_PICK');
  const short = { orderId: 'o-single', orderNumber: 'BW-S0L0', customerId: 'ada' };
  day.order({ ...short, lines: [line('SEN-FLO-100', 9)] }, 'SHORT');
  return day.events;
}

export const scenarios: readonly Scenario[] = [
  { name: 'empty', title: 'Empty shelves, nothing to do', events: [] },
  { name: 'opening-stock', title: 'The first deliveries are in; nobody has ordered yet', events: opening().events },
  { name: 'busy-morning', title: 'Eight orders, one in almost every state', events: busyMorning() },
  {
    name: 'low-stock',
    title: 'Ball valves and flow meters are nearly gone; one order was refused',
    events: lowStock(),
  },
];
