import { byLabel, bySize, type Family } from './product-table.ts';

export const pumps: readonly Family[] = [
  {
    sku: 'PMP-CEN',
    name: 'Centrifugal pump, end suction',
    category: 'Pumps',
    description:
      'Single-stage volute pump with back pull-out: impeller and seal come out without touching the pipework. For clean or slightly cloudy water.',
    attributes: [
      ['Material', 'Cast iron EN-GJL-250'],
      ['Pressure rating', 'PN 16'],
      ['Connection', 'Flange EN 1092-2'],
      ['Temperature', '-10 to 120', '°C'],
    ],
    variants: bySize(
      [
        ['Flow', 'm³/h'],
        ['Head', 'm'],
        ['Power', 'kW'],
      ],
      [
        [32, 68400, '12', '24', '1.5'],
        [40, 79900, '25', '28', '3.0'],
        [50, 94500, '45', '32', '5.5'],
        [65, 121000, '80', '36', '11'],
        [80, 164500, '140', '38', '18.5'],
        [100, 228000, '220', '42', '30'],
      ],
    ),
  },
  {
    sku: 'PMP-CIR',
    name: 'Inline circulator, electronically controlled',
    category: 'Pumps',
    description:
      'Wet-rotor circulator with permanent-magnet motor. Follows the demand of the loop by constant or proportional pressure.',
    attributes: [
      ['Material', 'Cast iron, coated'],
      ['Pressure rating', 'PN 10'],
      ['Connection', 'Union, male thread'],
      ['Temperature', '2 to 110', '°C'],
    ],
    variants: bySize(
      [
        ['Flow', 'm³/h'],
        ['Head', 'm'],
        ['Power', 'W'],
      ],
      [
        [25, 21900, '3.5', '6', '45'],
        [32, 28700, '8', '8', '120'],
        [40, 61200, '16', '12', '390'],
      ],
    ),
  },
  {
    sku: 'PMP-VMS',
    name: 'Vertical multistage pump',
    category: 'Pumps',
    description:
      'In-line stainless-steel multistage pump for boosting, boiler feed and reverse osmosis. Cartridge seal, exchanged without lifting the motor.',
    attributes: [
      ['Material', 'Stainless steel 1.4301'],
      ['Pressure rating', 'PN 25'],
      ['Connection', 'Flange EN 1092-1'],
      ['Temperature', '-15 to 120', '°C'],
    ],
    variants: bySize(
      [
        ['Flow', 'm³/h'],
        ['Head', 'm'],
        ['Power', 'kW'],
      ],
      [
        [25, 88600, '4', '96', '2.2'],
        [32, 112400, '8', '110', '4.0'],
        [40, 149800, '16', '124', '7.5'],
        [50, 206500, '24', '138', '11'],
      ],
    ),
  },
  {
    sku: 'PMP-SUB',
    name: 'Submersible drainage pump',
    category: 'Pumps',
    description: 'For sumps and flooded cellars. Float switch, 10 m cable; passes solids up to the size given.',
    attributes: [
      ['Material', 'Stainless steel 1.4301, cast iron foot'],
      ['Connection', 'Hose tail or female thread'],
      ['Temperature', '0 to 40', '°C'],
    ],
    variants: bySize(
      [
        ['Flow', 'm³/h'],
        ['Head', 'm'],
        ['Power', 'kW'],
        ['Solids', 'mm'],
      ],
      [
        [32, 18900, '10', '9', '0.55', '10'],
        [40, 26400, '16', '12', '0.75', '20'],
        [50, 47800, '28', '15', '1.5', '35'],
      ],
    ),
  },
  {
    sku: 'PMP-DOS',
    name: 'Diaphragm dosing pump',
    category: 'Pumps',
    description:
      'Stepper-driven dosing pump for chlorine, acids and flocculants. Turns down 1:1,000, follows a 4–20 mA or pulse signal.',
    attributes: [
      ['Material', 'PVDF head, PTFE diaphragm'],
      ['Connection', 'Hose 6/9 mm'],
      ['Temperature', '0 to 45', '°C'],
      ['Signal', '4–20 mA, pulse'],
    ],
    variants: byLabel(
      [
        ['Flow', 'l/h'],
        ['Pressure', 'bar'],
      ],
      [
        ['075', '7.5 l/h', 54900, '7.5', '16'],
        ['150', '15 l/h', 61900, '15', '10'],
        ['300', '30 l/h', 74500, '30', '4'],
      ],
    ),
  },
  {
    sku: 'PMP-GEA',
    name: 'External gear pump',
    category: 'Pumps',
    description: 'Self-priming gear pump for oils and other lubricating liquids, with integral relief valve.',
    attributes: [
      ['Material', 'Cast iron, hardened steel gears'],
      ['Pressure rating', 'PN 10'],
      ['Connection', 'Female thread G'],
      ['Temperature', '-20 to 150', '°C'],
    ],
    variants: bySize(
      [
        ['Flow', 'l/min'],
        ['Power', 'kW'],
      ],
      [
        [15, 32900, '12', '0.37'],
        [20, 38600, '25', '0.75'],
        [25, 46900, '50', '1.5'],
      ],
    ),
  },
];
