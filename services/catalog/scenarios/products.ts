/** Every product Brightwater starts with, in data-sheet order, made from the tables beside this file. */
import { filters } from './filters.ts';
import { fittings } from './fittings.ts';
import type { AttributeRow, Family } from './product-table.ts';
import { pumps } from './pumps.ts';
import { seals } from './seals.ts';
import { sensors } from './sensors.ts';
import { valves } from './valves.ts';

export interface SeedProduct {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
  readonly description: string;
  /** Cents. */
  readonly unitPrice: number;
  readonly attributes: readonly { readonly name: string; readonly value: string; readonly unit: string | null }[];
}

const families: readonly Family[] = [...pumps, ...valves, ...fittings, ...seals, ...sensors, ...filters];

export const products: readonly SeedProduct[] = families.flatMap((family) =>
  family.variants.map((variant) => ({
    sku: `${family.sku}-${variant.code}`,
    name: `${family.name}, ${variant.label}`,
    category: family.category,
    description: family.description,
    unitPrice: variant.price,
    attributes: [...variant.attributes, ...family.attributes].map(attribute),
  })),
);

function attribute([name, value, unit]: AttributeRow): SeedProduct['attributes'][number] {
  return { name, value, unit: unit ?? null };
}
