import { bySize, type Family } from './product-table.ts';

export const valves: readonly Family[] = [
  {
    sku: 'VLV-BAL',
    name: 'Ball valve, brass, full bore',
    category: 'Valves',
    description: 'Two-piece ball valve with lever. Approved for drinking water.',
    attributes: [
      ['Material', 'Brass CW617N'],
      ['Pressure rating', 'PN 40'],
      ['Connection', 'Female thread Rp'],
      ['Temperature', '-20 to 120', '°C'],
    ],
    variants: bySize(
      [['Flow coefficient Kv', 'm³/h']],
      [
        [15, 790, '16'],
        [20, 1120, '30'],
        [25, 1690, '44'],
        [32, 2680, '80'],
        [40, 3940, '120'],
        [50, 5980, '190'],
      ],
    ),
  },
  {
    sku: 'VLV-BSS',
    name: 'Ball valve, stainless, three-piece',
    category: 'Valves',
    description: 'Full bore, serviced in line: undo four bolts and swing the body out. ISO 5211 top for an actuator.',
    attributes: [
      ['Material', 'Stainless steel 1.4408'],
      ['Pressure rating', 'PN 63'],
      ['Connection', 'Weld ends EN 12627'],
      ['Temperature', '-25 to 180', '°C'],
    ],
    variants: bySize(
      [['Flow coefficient Kv', 'm³/h']],
      [
        [15, 3890, '17'],
        [20, 4690, '31'],
        [25, 5980, '47'],
        [40, 10400, '125'],
        [50, 14900, '198'],
      ],
    ),
  },
  {
    sku: 'VLV-BFL',
    name: 'Butterfly valve, wafer',
    category: 'Valves',
    description:
      'Centric butterfly valve with vulcanised liner; closes tight in both directions. Lever with ten notches.',
    attributes: [
      ['Material', 'Ductile iron, disc 1.4408'],
      ['Liner', 'EPDM'],
      ['Pressure rating', 'PN 16'],
      ['Connection', 'Wafer, between flanges'],
      ['Temperature', '-10 to 110', '°C'],
    ],
    variants: bySize(
      [['Flow coefficient Kv', 'm³/h']],
      [
        [50, 4980, '95'],
        [65, 5690, '180'],
        [80, 6480, '300'],
        [100, 7990, '540'],
        [150, 13400, '1500'],
        [200, 21900, '2900'],
      ],
    ),
  },
  {
    sku: 'VLV-GAT',
    name: 'Gate valve, resilient seat',
    category: 'Valves',
    description:
      'Soft-seated gate valve with smooth passage, for water mains and fire lines. Handwheel, non-rising stem.',
    attributes: [
      ['Material', 'Ductile iron EN-GJS-500-7'],
      ['Pressure rating', 'PN 16'],
      ['Connection', 'Flange EN 1092-2'],
      ['Temperature', '0 to 70', '°C'],
    ],
    variants: bySize(
      [['Turns to close']],
      [
        [50, 8900, '12'],
        [80, 12900, '17'],
        [100, 16400, '21'],
        [150, 27800, '31'],
      ],
    ),
  },
  {
    sku: 'VLV-CHK',
    name: 'Check valve, dual plate',
    category: 'Valves',
    description: 'Short wafer body, spring-assisted plates: closes before the flow turns, without slamming.',
    attributes: [
      ['Material', 'Ductile iron, plates 1.4408'],
      ['Pressure rating', 'PN 16'],
      ['Connection', 'Wafer, between flanges'],
      ['Temperature', '-10 to 110', '°C'],
    ],
    variants: bySize(
      [['Opening pressure', 'mbar']],
      [
        [50, 4290, '18'],
        [80, 5990, '20'],
        [100, 7690, '20'],
        [150, 12900, '23'],
      ],
    ),
  },
  {
    sku: 'VLV-SOL',
    name: 'Solenoid valve, 2/2-way, servo-assisted',
    category: 'Valves',
    description: 'Normally closed, for water, air and light oil. Coil turns 360°, plug with LED included.',
    attributes: [
      ['Material', 'Brass, NBR diaphragm'],
      ['Voltage', '24', 'V DC'],
      ['Connection', 'Female thread G'],
      ['Temperature', '-10 to 90', '°C'],
    ],
    variants: bySize(
      [
        ['Flow coefficient Kv', 'm³/h'],
        ['Pressure', 'bar'],
      ],
      [
        [15, 5490, '4.0', '0.2 to 16'],
        [20, 6890, '8.3', '0.2 to 16'],
        [25, 8990, '11', '0.2 to 16'],
        [40, 18700, '30', '0.5 to 10'],
      ],
    ),
  },
  {
    sku: 'VLV-PRV',
    name: 'Pressure relief valve, spring-loaded',
    category: 'Valves',
    description:
      'Type-tested safety valve for closed systems; set and sealed at the works. State the set pressure with the order.',
    attributes: [
      ['Material', 'Gunmetal CC491K'],
      ['Set pressure', '0.5 to 16', 'bar'],
      ['Connection', 'Male × female thread G'],
      ['Temperature', '-40 to 185', '°C'],
    ],
    variants: bySize(
      [['Orifice', 'mm']],
      [
        [15, 7890, '12'],
        [20, 9490, '18'],
        [25, 12900, '23'],
      ],
    ),
  },
];
