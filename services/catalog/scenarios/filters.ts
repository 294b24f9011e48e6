import { byLabel, bySize, type Family } from './product-table.ts';

export const filters: readonly Family[] = [
  {
    sku: 'FLT-YST',
    name: 'Y-strainer, flanged',
    category: 'Filters',
    description: 'Protects pumps and meters; stainless screen, drain plug, cleaned in place.',
    attributes: [
      ['Material', 'Cast iron EN-GJL-250'],
      ['Pressure rating', 'PN 16'],
      ['Connection', 'Flange EN 1092-2'],
      ['Temperature', '-10 to 150', '°C'],
    ],
    variants: bySize(
      [['Mesh', 'mm']],
      [
        [50, 6490, '1.0'],
        [80, 9890, '1.25'],
        [100, 13400, '1.25'],
      ],
    ),
  },
  {
    sku: 'FLT-BAG',
    name: 'Filter bag, felt, pack of 10',
    category: 'Filters',
    description: 'Welded needle-felt bag with plastic ring, size 2 (180 × 810 mm).',
    attributes: [
      ['Material', 'Polypropylene'],
      ['Flow', '20', 'm³/h'],
      ['Temperature', '0 to 90', '°C'],
      ['Pack', '10', 'pieces'],
    ],
    variants: byLabel(
      [['Fineness', 'µm']],
      [
        ['005', '5 µm', 6890, '5'],
        ['025', '25 µm', 6490, '25'],
        ['100', '100 µm', 5990, '100'],
      ],
    ),
  },
];
