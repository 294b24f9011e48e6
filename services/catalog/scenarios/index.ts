/** Named situations of the catalog. */
import { products } from './products.ts';
import type { Scenario, ScenarioEvent } from './scenario.ts';

const by = { id: 'ben', name: 'Ben Okafor' };

const streamOf = (sku: string) => `ev.catalog.product.${sku}`;

const added: readonly ScenarioEvent[] = products.map((product) => ({
  stream: streamOf(product.sku),
  type: 'ProductAdded',
  data: { ...product, currency: 'EUR', by },
}));

/** One family's prices go up by `percent`, as after a supplier's letter. */
function raised(family: string, percent: number): ScenarioEvent[] {
  return products
    .filter(({ sku }) => sku.startsWith(`${family}-`))
    .map(({ sku, unitPrice }) => {
      const increased = Math.round((unitPrice * (100 + percent)) / 100);
      const data = { sku, unitPrice: increased, previousUnitPrice: unitPrice, by };
      return { stream: streamOf(sku), type: 'PriceChanged', data };
    });
}

function withdrawn(...skus: readonly string[]): ScenarioEvent[] {
  return skus.map((sku) => ({ stream: streamOf(sku), type: 'ProductWithdrawn', data: { sku, by } }));
}

export const scenarios: readonly Scenario[] = [
  { name: 'empty', title: 'Nothing is sold yet', events: [] },
  { name: 'full-range', title: 'The whole range at its first prices', events: added },
  {
    name: 'busy-morning',
    title: 'The whole range, on the morning valve prices went up',
    events: [...added, ...raised('VLV-BFL', 4), ...raised('VLV-GAT', 6)],
  },
  {
    name: 'discontinued',
    title: 'Gear pumps are no longer sold; old orders still name them',
    events: [...added, ...withdrawn('PMP-GEA-15', 'PMP-GEA-20', 'PMP-GEA-25')],
  },
];
