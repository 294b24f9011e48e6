import { byLabel, bySize, type Family } from './product-table.ts';

export const seals: readonly Family[] = [
  {
    sku: 'SEA-ORE',
    name: 'O-ring EPDM 70, pack of 10',
    category: 'Seals',
    description: 'For hot water, steam and glycol; not for mineral oil. Approved for drinking water.',
    attributes: [
      ['Material', 'EPDM 70 Shore A'],
      ['Temperature', '-45 to 150', '°C'],
      ['Pack', '10', 'pieces'],
    ],
    variants: byLabel(
      [
        ['Inside diameter', 'mm'],
        ['Cord', 'mm'],
      ],
      [
        ['20x3', '20 × 3 mm', 390, '20', '3'],
        ['32x3', '32 × 3 mm', 460, '32', '3'],
        ['50x4', '50 × 4 mm', 690, '50', '4'],
        ['80x5', '80 × 5 mm', 1090, '80', '5'],
      ],
    ),
  },
  {
    sku: 'SEA-ORF',
    name: 'O-ring FKM 75, pack of 10',
    category: 'Seals',
    description: 'For fuels, oils and most acids, and where it gets hot.',
    attributes: [
      ['Material', 'FKM 75 Shore A'],
      ['Temperature', '-15 to 200', '°C'],
      ['Pack', '10', 'pieces'],
    ],
    variants: byLabel(
      [
        ['Inside diameter', 'mm'],
        ['Cord', 'mm'],
      ],
      [
        ['20x3', '20 × 3 mm', 1190, '20', '3'],
        ['32x3', '32 × 3 mm', 1480, '32', '3'],
        ['50x4', '50 × 4 mm', 2390, '50', '4'],
      ],
    ),
  },
  {
    sku: 'SEA-GSK',
    name: 'Flat gasket, fibre, IBC',
    category: 'Seals',
    description: 'Asbestos-free fibre gasket for raised-face flanges.',
    attributes: [
      ['Material', 'Aramid fibre, NBR bound'],
      ['Pressure rating', 'PN 40'],
      ['Temperature', '-40 to 200', '°C'],
      ['Thickness', '2', 'mm'],
    ],
    variants: bySize(
      [['Outside diameter', 'mm']],
      [
        [25, 180, '71'],
        [40, 240, '92'],
        [50, 290, '107'],
        [80, 420, '142'],
        [100, 540, '162'],
        [150, 860, '218'],
      ],
    ),
  },
  {
    sku: 'SEA-MEC',
    name: 'Mechanical seal, single, rubber bellows',
    category: 'Seals',
    description: 'Unbalanced seal for water pumps, either direction of rotation; fits the PMP-CEN range.',
    attributes: [
      ['Material', 'Carbon / silicon carbide / EPDM'],
      ['Pressure', '12', 'bar'],
      ['Temperature', '-20 to 120', '°C'],
    ],
    variants: byLabel(
      [
        ['Shaft', 'mm'],
        ['Working length', 'mm'],
      ],
      [
        ['22', 'shaft 22 mm', 4290, '22', '37.5'],
        ['28', 'shaft 28 mm', 5190, '28', '42.5'],
        ['38', 'shaft 38 mm', 7290, '38', '45'],
        ['48', 'shaft 48 mm', 9890, '48', '45'],
      ],
    ),
  },
  {
    sku: 'SEA-LIP',
    name: 'Rotary shaft seal, NBR, with dust lip',
    category: 'Seals',
    description: 'Keeps grease in and dirt out of bearings and gearboxes.',
    attributes: [
      ['Material', 'NBR, steel insert'],
      ['Pressure', '0.5', 'bar'],
      ['Temperature', '-30 to 100', '°C'],
    ],
    variants: byLabel(
      [
        ['Shaft', 'mm'],
        ['Bore', 'mm'],
      ],
      [
        ['25x47', '25 × 47 × 7 mm', 390, '25', '47'],
        ['35x62', '35 × 62 × 8 mm', 560, '35', '62'],
        ['50x72', '50 × 72 × 8 mm', 790, '50', '72'],
      ],
    ),
  },
];
