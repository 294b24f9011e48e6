/** Tables the scenarios are made from. Products and prices are the catalog's first ones. */
export const parts = {
  'PMP-CEN-40': { name: 'Centrifugal pump, end suction, DN 40', unitPrice: 79900 },
  'VLV-BAL-25': { name: 'Ball valve, brass, full bore, DN 25', unitPrice: 1690 },
  'VLV-BFL-100': { name: 'Butterfly valve, wafer, DN 100', unitPrice: 7990 },
  'FIT-FLG-50': { name: 'Weld-neck flange, DN 50', unitPrice: 3390 },
  'SEA-GSK-50': { name: 'Flat gasket, fibre, IBC, DN 50', unitPrice: 290 },
  'SEN-FLO-100': { name: 'Electromagnetic flow meter, DN 100', unitPrice: 151000 },
  'SEN-PRS-010': { name: 'Pressure transmitter, 0–10 bar', unitPrice: 12900 },
} as const;

export type Part = keyof typeof parts;

export const customers = {
  ada: { id: 'ada', name: 'Ada Marsh' },
  emil: { id: 'emil', name: 'Emil Novak' },
  gita: { id: 'gita', name: 'Gita Rao' },
} as const;

/** How far an order has come. */
export type Until =
  'PLACED' | 'CONFIRMED' | 'PICKED' | 'DISPATCHED' | 'COMPLETED' | 'CANCELLING' | 'CANCELLED' | 'REFUSED';

export interface Situation {
  readonly id: string;
  readonly number: string;
  readonly customer: keyof typeof customers;
  readonly lines: readonly (readonly [sku: Part, quantity: number])[];
  readonly until: Until;
}

/** The same orders as in fulfilment's scenario of this name. */
export const busyMorning: readonly Situation[] = [
  {
    id: 'o-morning-1',
    number: 'BW-M0RN01',
    customer: 'ada',
    lines: [
      ['PMP-CEN-40', 2],
      ['SEA-GSK-50', 20],
    ],
    until: 'COMPLETED',
  },
  { id: 'o-morning-2', number: 'BW-M0RN02', customer: 'emil', lines: [['VLV-BFL-100', 6]], until: 'DISPATCHED' },
  {
    id: 'o-morning-3',
    number: 'BW-M0RN03',
    customer: 'gita',
    lines: [
      ['VLV-BAL-25', 40],
      ['FIT-FLG-50', 12],
    ],
    until: 'PICKED',
  },
  { id: 'o-morning-4', number: 'BW-M0RN04', customer: 'ada', lines: [['SEN-PRS-010', 4]], until: 'CONFIRMED' },
  { id: 'o-morning-5', number: 'BW-M0RN05', customer: 'gita', lines: [['VLV-BAL-25', 16]], until: 'CONFIRMED' },
  { id: 'o-morning-6', number: 'BW-M0RN06', customer: 'emil', lines: [['SEN-FLO-100', 9]], until: 'REFUSED' },
  { id: 'o-morning-7', number: 'BW-M0RN07', customer: 'ada', lines: [['FIT-FLG-50', 8]], until: 'CANCELLED' },
  { id: 'o-morning-8', number: 'BW-M0RN08', customer: 'emil', lines: [['SEN-PRS-010', 2]], until: 'PLACED' },
];
