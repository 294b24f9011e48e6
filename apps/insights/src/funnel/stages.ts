/** How far the orders of the last seven days have come, added up over their hours. */

export interface StageCounts {
  readonly placed: number;
  readonly confirmed: number;
  readonly picked: number;
  readonly dispatched: number;
  readonly completed: number;
  readonly refused: number;
  readonly cancelled: number;
}

export const stages = [
  { id: 'placed', label: 'Placed' },
  { id: 'confirmed', label: 'Confirmed' },
  { id: 'picked', label: 'Picked' },
  { id: 'dispatched', label: 'Dispatched' },
  { id: 'completed', label: 'Delivered' },
] as const;

const weekMs = 7 * 24 * 3_600_000;

/** Documents of hours that no event has pushed out yet may be older than a week: time passes without events, too. */
export function lastWeek<Hour extends { readonly hour: string }>(hours: readonly Hour[], now: number): Hour[] {
  return hours.filter(({ hour }) => Date.parse(hour) > now - weekMs);
}

export function addStages(hours: readonly StageCounts[]): StageCounts {
  const total = (stage: keyof StageCounts) => hours.reduce((sum, hour) => sum + hour[stage], 0);
  return {
    placed: total('placed'),
    confirmed: total('confirmed'),
    picked: total('picked'),
    dispatched: total('dispatched'),
    completed: total('completed'),
    refused: total('refused'),
    cancelled: total('cancelled'),
  };
}

/** In whole percent; something is never shown as nothing, nor almost all as all. */
export function percentOf(part: number, whole: number): string {
  if (part === 0 || whole === 0) return '0%';
  const percent = (100 * part) / whole;
  if (percent < 1) return '<1%';
  return `${part < whole ? Math.min(99, Math.round(percent)) : 100}%`;
}

export function funnelSentence({ placed, completed, refused, cancelled }: StageCounts): string {
  if (placed === 0) return 'No order was placed in the last seven days.';
  const orders = placed === 1 ? 'the one order' : `${placed} orders`;
  const fell = [refused > 0 ? `${refused} refused` : '', cancelled > 0 ? `${cancelled} cancelled` : ''].filter(Boolean);
  return `Of ${orders} placed in the last seven days, ${completed} ${completed === 1 ? 'has' : 'have'} been delivered${
    fell.length === 0 ? '' : `; ${fell.join(' and ')}`
  }.`;
}
