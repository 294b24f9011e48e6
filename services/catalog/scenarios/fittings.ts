import { byLabel, bySize, type Family } from './product-table.ts';

const threaded = [
  ['Material', 'Stainless steel 1.4408'],
  ['Pressure rating', 'PN 16'],
  ['Connection', 'Female thread Rp'],
  ['Temperature', '-20 to 200', '°C'],
] as const;

const weld = [
  ['Material', 'Stainless steel 1.4404'],
  ['Pressure rating', 'PN 25'],
  ['Connection', 'Butt weld EN 10253-4'],
  ['Temperature', '-50 to 300', '°C'],
] as const;

export const fittings: readonly Family[] = [
  {
    sku: 'FIT-ELB',
    name: 'Elbow 90°, threaded',
    category: 'Fittings',
    description: 'Cast elbow with equal ends, for instrument lines and utilities.',
    attributes: threaded,
    variants: bySize(
      [['Weight', 'g']],
      [
        [15, 420, '95'],
        [20, 590, '150'],
        [25, 870, '240'],
        [40, 1890, '560'],
        [50, 2740, '860'],
      ],
    ),
  },
  {
    sku: 'FIT-TEE',
    name: 'Equal tee, threaded',
    category: 'Fittings',
    description: 'Cast tee with three equal ends.',
    attributes: threaded,
    variants: bySize(
      [['Weight', 'g']],
      [
        [15, 560, '135'],
        [20, 790, '210'],
        [25, 1180, '330'],
        [40, 2590, '760'],
        [50, 3690, '1180'],
      ],
    ),
  },
  {
    sku: 'FIT-UNI',
    name: 'Union, conical seat',
    category: 'Fittings',
    description: 'Three-part union, metal to metal: a line comes apart without turning the pipe.',
    attributes: threaded,
    variants: bySize(
      [['Weight', 'g']],
      [
        [15, 890, '210'],
        [20, 1190, '300'],
        [25, 1690, '470'],
        [50, 4690, '1490'],
      ],
    ),
  },
  {
    sku: 'FIT-RED',
    name: 'Concentric reducer, weld',
    category: 'Fittings',
    description: 'Reducer with even wall; pickled and passivated.',
    attributes: weld,
    variants: byLabel(
      [['Nominal size'], ['Outlet']],
      [
        ['50-40', 'DN 50 × 40', 1390, 'DN 50', 'DN 40'],
        ['80-50', 'DN 80 × 50', 2290, 'DN 80', 'DN 50'],
        ['100-80', 'DN 100 × 80', 3190, 'DN 100', 'DN 80'],
      ],
    ),
  },
  {
    sku: 'FIT-FLG',
    name: 'Weld-neck flange',
    category: 'Fittings',
    description: 'Forged flange, type 11, form B1. Certificate 3.1 comes with it.',
    attributes: [
      ['Material', 'Stainless steel 1.4404'],
      ['Pressure rating', 'PN 16'],
      ['Connection', 'Flange EN 1092-1, type 11'],
      ['Temperature', '-50 to 300', '°C'],
    ],
    variants: bySize(
      [['Bolts']],
      [
        [25, 2190, '4 × M12'],
        [40, 2890, '4 × M16'],
        [50, 3390, '4 × M16'],
        [80, 4990, '8 × M16'],
        [100, 5890, '8 × M16'],
      ],
    ),
  },
  {
    sku: 'FIT-CAM',
    name: 'Camlock coupling, type C',
    category: 'Fittings',
    description: 'Quick coupling with hose tail and two locking arms; for suction and delivery hoses.',
    attributes: [
      ['Material', 'Aluminium, NBR seal'],
      ['Connection', 'Hose tail'],
      ['Temperature', '-20 to 80', '°C'],
    ],
    variants: bySize(
      [['Pressure', 'bar']],
      [
        [25, 1290, '10'],
        [50, 1890, '10'],
        [80, 3290, '8'],
      ],
    ),
  },
];
