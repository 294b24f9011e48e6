import type { PartReading } from './part-reading.ts';
import { Accent, around, boltsFor, Box, Disc, Fine, hatch, Shape, type Drawing } from './strokes.tsx';

export function drawSeal(part: PartReading): Drawing {
  if (part.says('gasket')) return gasket(part);
  if (part.says('mechanical')) return mechanical(part);
  if (part.says('shaft seal', 'lip')) return lip(part);
  return ring(part);
}

/** The ring from the front and, beside it, its cord in section: thicker cords look thicker. */
function ring(part: PartReading): Drawing {
  const inside = part.number('inside diameter', 32);
  const cord = part.number('cord', 3);
  const r = Math.min(44, 22 + 7 * Math.log2(inside / 16));
  const thick = 2.5 + cord * 0.9;
  return {
    shapes: (
      <>
        <Disc x={66} y={60} r={r} fill="dark" />
        <Disc x={66} y={60} r={r - thick} fill="open" />
        <Disc x={134} y={60 - r + thick / 2} r={thick / 2 + 1} fill="dark" />
        <Disc x={134} y={60 + r - thick / 2} r={thick / 2 + 1} fill="dark" />
        <Fine d={`M134 ${60 - r + thick}V${60 + r - thick}`} />
        <Accent
          d={`M${66 - (r - thick) * 0.7} ${60 - (r - thick) * 0.7}A${r - thick} ${r - thick} 0 0 1 ${66 + (r - thick) * 0.7} ${60 - (r - thick) * 0.7}`}
        />
      </>
    ),
    centre: `M${66 - r - 5} 60H${66 + r + 5}M66 ${60 - r - 5}V${60 + r + 5}M122 60h24`,
    measure: { axis: 'y', at: 150, from: 60 - r + thick, to: 60 + r - thick },
  };
}

function gasket({ dn, half }: PartReading): Drawing {
  const inner = 8 + half * 1.2;
  const r = inner + 15;
  return {
    shapes: (
      <>
        <Disc x={66} y={60} r={r} fill="dark" />
        <Disc x={66} y={60} r={inner} fill="open" />
        <circle className="ts-drawing__centre" cx={66} cy={60} r={r + 9} />
        {around(boltsFor(dn), 66, 60, r + 5, Math.PI / boltsFor(dn)).map(([x, y]) => (
          <circle
            key={`${x} ${y}`}
            className="ts-drawing__thin ts-drawing__detail"
            cx={x}
            cy={y}
            r={3}
            strokeDasharray="2 1.5"
          />
        ))}
        <Box x={133} y={60 - r} w={3.5} h={r - inner} r={0} fill="dark" />
        <Box x={133} y={60 + inner} w={3.5} h={r - inner} r={0} fill="dark" />
        <Fine d={`M134.700 ${60 - inner}V${60 + inner}`} />
        <circle className="ts-drawing__accent" cx={66} cy={60} r={inner} />
      </>
    ),
    centre: `M${66 - r - 12} 60H${66 + r + 12}M66 ${60 - r - 12}V${60 + r + 12}M124 60h22`,
    measure: { axis: 'y', at: 150, from: 60 - inner, to: 60 + inner },
  };
}

/** In section on its shaft: seat, face, bellows, spring. */
function mechanical(part: PartReading): Drawing {
  const h = 7 + Math.min(7, part.number('shaft', 28) / 7);
  const y = 60;
  const half = (side: 1 | -1) => {
    const at = (n: number) => y + side * n;
    const box = (x: number, w: number, from: number, to: number) => `M${x} ${at(from)}h${w}V${at(to)}h${-w}Z`;
    return (
      <>
        <Shape d={box(42, 12, h + 2, h + 22)} fill="dark" />
        <Shape d={box(54, 9, h + 4, h + 15)} fill="open" />
        <Shape d={`M63 ${at(h + 4)}h8V${at(h + 18)}h-8ZM71 ${at(h)}h14l4 0V${at(h + 5)}l-6 0-4 7h-8Z`} />
        <Fine d={hatch(6, 86, 112, (x) => `M${x} ${at(h + 3)}l3 ${side * 12}`)} />
        <Shape d={box(114, 6, h, h + 16)} fill="dark" />
      </>
    );
  };
  return {
    shapes: (
      <>
        <Box x={24} y={y - h} w={114} h={2 * h} r={1} />
        {half(-1)}
        {half(1)}
        <Accent d={`M63 ${y - h - 15}V${y - h - 4}M63 ${y + h + 4}V${y + h + 15}`} />
      </>
    ),
    centre: `M16 ${y}H146`,
    measure: { axis: 'y', at: 18, from: y - h, to: y + h },
  };
}

/** Section of the lip on the shaft, both sides; garter spring as a dot. */
function lip(part: PartReading): Drawing {
  const h = 8 + Math.min(14, part.number('shaft', 35) / 3.5);
  const y = 60;
  const half = (side: 1 | -1) => {
    const at = (n: number) => y + side * n;
    return (
      <>
        <Shape
          d={`M64 ${at(h + 26)}h34V${at(h + 20)}H72V${at(h + 12)}l14 ${side * -6}V${at(h)}l-8 ${side * 3}-14 ${side * 4}Z`}
          fill="dark"
        />
        <Fine d={`M68 ${at(h + 23)}h26M68 ${at(h + 23)}V${at(h + 10)}`} />
        <Disc x={82} y={at(h + 9)} r={2.8} fill="open" />
        <Shape d={`M64 ${at(h + 7)}L58 ${at(h)}l4 0 4 ${side * 4}Z`} fill="dark" />
      </>
    );
  };
  return {
    shapes: (
      <>
        <Box x={26} y={y - h} w={108} h={2 * h} r={1} />
        {half(-1)}
        {half(1)}
        <Accent d={`M78 ${y - h}h16M78 ${y + h}h16`} />
      </>
    ),
    centre: `M18 ${y}H142`,
    measure: { axis: 'y', at: 20, from: y - h, to: y + h },
  };
}
