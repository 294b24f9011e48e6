/** How long orders took from being placed to leaving the building. */

export interface Shipped {
  readonly orders: number;
  readonly seconds: number;
  readonly bands: readonly { readonly under?: number | null; readonly orders: number }[];
}

export interface Band {
  /** Minutes; null: everything longer. */
  readonly under: number | null;
  readonly orders: number;
}

export interface ShipTime {
  readonly orders: number;
  readonly averageSeconds: number | undefined;
  readonly bands: readonly Band[];
}

export function addShipped(parts: readonly Shipped[]): ShipTime {
  const byEnd = new Map<number | null, number>();
  for (const { bands } of parts) {
    for (const { under = null, orders } of bands) byEnd.set(under, (byEnd.get(under) ?? 0) + orders);
  }
  const orders = parts.reduce((sum, part) => sum + part.orders, 0);
  const seconds = parts.reduce((sum, part) => sum + part.seconds, 0);
  return {
    orders,
    averageSeconds: orders === 0 ? undefined : seconds / orders,
    bands: [...byEnd]
      .map(([under, count]) => ({ under, orders: count }))
      .toSorted((a, b) => (a.under ?? Infinity) - (b.under ?? Infinity)),
  };
}

/** "45 s", "12 min", "3.5 h", "2 days" */
export function duration(seconds: number): string {
  if (seconds < 59.5) return `${Math.round(seconds)} s`;
  const minutes = seconds / 60;
  if (minutes < 59.5) return `${Math.round(minutes)} min`;
  const hours = minutes / 60;
  if (hours < 23.95) return `${trimmed(hours)} h`;
  const days = trimmed(hours / 24);
  return `${days} ${days === '1' ? 'day' : 'days'}`;
}

/** Of whole minutes, hours or days, for an axis: "15 min", "4 h", "3 d". */
export function shortDuration(minutes: number): string {
  if (minutes < 60) return `${minutes} min`;
  return minutes < 1_440 ? `${trimmed(minutes / 60)} h` : `${trimmed(minutes / 1_440)} d`;
}

const trimmed = (value: number) => value.toFixed(1).replace(/\.0$/, '');

/** "< 15 min"; the last: "longer". */
export function bandName(bands: readonly Band[], at: number): string {
  const under = bands[at]?.under;
  return under === null || under === undefined ? 'longer' : `< ${duration(under * 60)}`;
}

export function shipSentence({ orders, averageSeconds, bands }: ShipTime): string {
  if (averageSeconds === undefined) return 'Nothing was dispatched in the last seven days.';
  const within = bands.find(({ under }) => under !== null && countWithin(bands, under) >= orders / 2)?.under;
  const most = within ? `; at least half left within ${duration(within * 60)}` : '';
  const what = orders === 1 ? 'The one order dispatched' : `${orders} orders dispatched`;
  return `${what} in the last seven days took ${duration(averageSeconds)} on average${most}.`;
}

function countWithin(bands: readonly Band[], minutes: number): number {
  return bands.reduce((sum, { under, orders }) => sum + (under !== null && under <= minutes ? orders : 0), 0);
}
