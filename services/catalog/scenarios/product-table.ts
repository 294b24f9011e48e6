/**
 * Brightwater's range as tables: one family per block, one row per size. Products are made from them by
 * `products.ts`; nothing here knows about events or GraphQL.
 *
 * A family's `attributes` hold for all its sizes; a row adds what differs. Prices are in cents.
 */

/** `[name, value, unit?]`, in data-sheet order. */
export type AttributeRow = readonly [name: string, value: string, unit?: string];

export interface Variant {
  /** Ends the sku: `PMP-CEN` + `-` + `40`. */
  readonly code: string;
  /** Ends the name: "Centrifugal pump, end suction" + ", DN 40". */
  readonly label: string;
  readonly price: number;
  readonly attributes: readonly AttributeRow[];
}

export interface Family {
  readonly sku: string;
  readonly name: string;
  readonly category: Category;
  readonly description: string;
  readonly attributes: readonly AttributeRow[];
  readonly variants: readonly Variant[];
}

export type Category = 'Pumps' | 'Valves' | 'Fittings' | 'Seals' | 'Sensors' | 'Filters';

/** A nominal size with what a family lists by it. `columns` name the values that follow the price. */
export function bySize(
  columns: readonly (readonly [name: string, unit?: string])[],
  rows: readonly (readonly [size: number, price: number, ...values: string[]])[],
): Variant[] {
  return rows.map(([size, price, ...values]) => ({
    code: String(size),
    label: `DN ${size}`,
    price,
    attributes: [['Nominal size', `DN ${size}`], ...columnsOf(columns, values)],
  }));
}

/** The same for families that are not ordered by nominal size: the row's code and label stand for themselves. */
export function byLabel(
  columns: readonly (readonly [name: string, unit?: string])[],
  rows: readonly (readonly [code: string, label: string, price: number, ...values: string[]])[],
): Variant[] {
  return rows.map(([code, label, price, ...values]) => ({
    code,
    label,
    price,
    attributes: columnsOf(columns, values),
  }));
}

function columnsOf(columns: readonly (readonly [string, string?])[], values: readonly string[]): AttributeRow[] {
  return columns.map(([name, unit], i) => {
    const value = values[i];
    if (value === undefined) throw new Error(`A product row has no value for its column "${name}".`);
    return unit === undefined ? [name, value] : [name, value, unit];
  });
}
