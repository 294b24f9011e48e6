/** The time from placing an order to its leaving the building, as figures that can be added up. */

/** GraphQL's ShipTimeBand. */
export interface ShipTimeBand {
  /** Minutes, exclusive; null: everything longer. */
  readonly under: number | null;
  readonly orders: number;
}

/** GraphQL's Shipped. */
export interface ShippedDocument {
  readonly orders: number;
  /** Of all these orders together: divided by `orders` it is the average. */
  readonly seconds: number;
  readonly bands: readonly ShipTimeBand[];
}

const hour = 60;
const day = 24 * hour;
/** Where bands end, in minutes. */
export const bandEnds = [15, hour, 4 * hour, 12 * hour, day, 3 * day, null] as const;

export const nothingShipped: ShippedDocument = {
  orders: 0,
  seconds: 0,
  bands: bandEnds.map((under) => ({ under, orders: 0 })),
};

/** Clocks of two machines may differ: a shipment never took less than no time. */
export function addShipment(shipped: ShippedDocument, seconds: number): ShippedDocument {
  const took = Math.max(0, seconds);
  const band = bandEnds.findIndex((under) => under === null || took < under * 60);
  return {
    orders: shipped.orders + 1,
    seconds: shipped.seconds + took,
    bands: shipped.bands.map((each, at) => (at === band ? { ...each, orders: each.orders + 1 } : each)),
  };
}

export function addUp(parts: readonly ShippedDocument[]): ShippedDocument {
  return parts.reduce(
    (sum, part) => ({
      orders: sum.orders + part.orders,
      seconds: sum.seconds + part.seconds,
      bands: sum.bands.map((each, at) => ({ ...each, orders: each.orders + (part.bands[at]?.orders ?? 0) })),
    }),
    nothingShipped,
  );
}
