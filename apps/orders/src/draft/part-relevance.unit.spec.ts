import { expect, it } from 'vitest';
import { byRelevance } from './part-relevance.ts';

const part = (sku: string, name: string, category: string) => ({ sku, name, category });
const pump = part('PMP-CEN-32', 'Centrifugal pump, DN 32', 'Pumps'); // found by its description
const gasket = part('SEA-GSK-50', 'Flat gasket, DN 50', 'Seals');
const shaft = part('SEA-MEC-20', 'Mechanical seal, 20 mm', 'Seals');
const wide = part('SEA-MEC-32', 'Mechanical seal, 32 mm', 'Seals');

it('puts what is called so first, then what belongs there, then what mentions it', () => {
  expect(byRelevance([pump, gasket, shaft, wide], 'seal')).toEqual([shaft, wide, gasket, pump]);
});

it('asks for every word, by name or SKU, and leaves the catalog’s order where nothing is searched', () => {
  expect(byRelevance([shaft, wide], ' SEAL  32')).toEqual([wide, shaft]);
  expect(byRelevance([pump, wide], 'sea-mec')).toEqual([wide, pump]);
  expect(byRelevance([pump, gasket, shaft], '')).toEqual([pump, gasket, shaft]);
});
