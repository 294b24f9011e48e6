import { byLabel, bySize, type Family } from './product-table.ts';

export const sensors: readonly Family[] = [
  {
    sku: 'SEN-PRS',
    name: 'Pressure transmitter',
    category: 'Sensors',
    description: 'Piezoresistive transmitter with welded steel diaphragm; no oil, no moving parts.',
    attributes: [
      ['Material', 'Stainless steel 1.4404'],
      ['Connection', 'Male thread G ½'],
      ['Accuracy', '0.25', '%'],
      ['Signal', '4–20 mA'],
      ['Temperature', '-30 to 100', '°C'],
      ['Protection', 'IP67'],
    ],
    variants: byLabel(
      [['Range', 'bar']],
      [
        ['004', '0–4 bar', 12900, '0 to 4'],
        ['010', '0–10 bar', 12900, '0 to 10'],
        ['016', '0–16 bar', 12900, '0 to 16'],
        ['040', '0–40 bar', 14900, '0 to 40'],
      ],
    ),
  },
  {
    sku: 'SEN-TMP',
    name: 'Temperature probe Pt100',
    category: 'Sensors',
    description: 'Class A element, four-wire, in a 6 mm sheath with transmitter in the head.',
    attributes: [
      ['Material', 'Stainless steel 1.4571'],
      ['Connection', 'Male thread G ½'],
      ['Accuracy', '0.15', 'K'],
      ['Signal', '4–20 mA'],
      ['Temperature', '-50 to 400', '°C'],
    ],
    variants: byLabel(
      [['Length', 'mm']],
      [
        ['050', '50 mm', 8490, '50'],
        ['100', '100 mm', 8990, '100'],
        ['200', '200 mm', 9990, '200'],
      ],
    ),
  },
  {
    sku: 'SEN-FLO',
    name: 'Electromagnetic flow meter',
    category: 'Sensors',
    description:
      'Full-bore meter for conductive liquids, with display and empty-pipe detection. Calibrated at five points.',
    attributes: [
      ['Material', 'Carbon steel, hard rubber liner'],
      ['Pressure rating', 'PN 16'],
      ['Connection', 'Flange EN 1092-1'],
      ['Accuracy', '0.5', '%'],
      ['Signal', '4–20 mA, pulse, Modbus'],
      ['Temperature', '-10 to 80', '°C'],
    ],
    variants: bySize(
      [['Flow', 'm³/h']],
      [
        [25, 98500, '0.5 to 18'],
        [50, 112000, '2 to 70'],
        [80, 134000, '5 to 180'],
        [100, 151000, '8 to 280'],
      ],
    ),
  },
  {
    sku: 'SEN-LVL',
    name: 'Radar level transmitter, 80 GHz',
    category: 'Sensors',
    description: 'Measures without touching, through foam and condensate. Set up from a phone.',
    attributes: [
      ['Material', 'PVDF'],
      ['Connection', 'Male thread G 1½'],
      ['Accuracy', '2', 'mm'],
      ['Signal', '4–20 mA HART'],
      ['Temperature', '-40 to 80', '°C'],
      ['Protection', 'IP68'],
    ],
    variants: byLabel(
      [['Range', 'm']],
      [
        ['08', '8 m', 46900, '8'],
        ['15', '15 m', 58900, '15'],
        ['30', '30 m', 79900, '30'],
      ],
    ),
  },
  {
    sku: 'SEN-CON',
    name: 'Conductivity sensor, inductive',
    category: 'Sensors',
    description: 'Toroidal sensor for cleaning-in-place and rinse water; does not foul or polarise.',
    attributes: [
      ['Material', 'PEEK'],
      ['Pressure rating', 'PN 16'],
      ['Signal', '4–20 mA, IO-Link'],
      ['Temperature', '-20 to 130', '°C'],
    ],
    variants: bySize(
      [['Range', 'mS/cm']],
      [
        [40, 68900, '0 to 200'],
        [50, 71900, '0 to 1000'],
      ],
    ),
  },
];
