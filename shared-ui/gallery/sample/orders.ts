import type { StatusShape, Tone } from '../../src/index.ts';

export interface SampleOrder {
  id: string;
  number: string;
  customer: string;
  status: keyof typeof statuses;
  lines: number;
  total: number;
  placedAt: string;
}

export const statuses: Record<string, { word: string; tone: Tone; shape: StatusShape }> = {
  PLACED: { word: 'Placed', tone: 'neutral', shape: 'waiting' },
  CONFIRMED: { word: 'Confirmed', tone: 'info', shape: 'quarter' },
  PICKED: { word: 'Picked', tone: 'info', shape: 'half' },
  DISPATCHED: { word: 'Dispatched', tone: 'brand', shape: 'most' },
  COMPLETED: { word: 'Completed', tone: 'success', shape: 'done' },
  REFUSED: { word: 'Refused', tone: 'danger', shape: 'failed' },
  CANCELLED: { word: 'Cancelled', tone: 'neutral', shape: 'stopped' },
};

const customers = [
  'Mill Lane Dairy',
  'Harbour Breweries',
  'Castleford Water Board',
  'Penrose Heating',
  'Northgate Hospital',
  'Ellis & Daughters',
  'Tern Foods',
  'Waverley Baths',
];
const states = [
  'PLACED',
  'CONFIRMED',
  'CONFIRMED',
  'PICKED',
  'DISPATCHED',
  'REFUSED',
  'COMPLETED',
  'COMPLETED',
  'CANCELLED',
  'COMPLETED',
];

/** Made from the index alone, so that pictures stay the same. */
export const orders: SampleOrder[] = Array.from({ length: 22 }, (_, at) => ({
  id: `o-${10023 - at}`,
  number: `BW-${10023 - at}`,
  customer: customers[(at * 5) % customers.length] ?? '',
  status: states[at % states.length] ?? 'PLACED',
  lines: 1 + ((at * 7) % 6),
  total: 1890 + ((at * 73_919) % 512_300),
  placedAt: new Date(Date.now() - at * at * 700_000 - 20_000).toISOString(),
}));
