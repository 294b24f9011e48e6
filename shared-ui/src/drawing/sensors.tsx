import type { PartReading } from './part-reading.ts';
import { PipeEnd } from './pipe-end.tsx';
import { Accent, Box, Disc, Fine, hatch, Shape, type Drawing } from './strokes.tsx';

export function drawSensor(part: PartReading): Drawing {
  if (part.says('temperature', 'probe')) return probe(part);
  if (part.says('flow')) return flowMeter(part);
  if (part.says('level', 'radar')) return radar();
  if (part.says('conductivity')) return conductivity(part);
  return transmitter(part);
}

/** Plug, slim body, hexagon, thread. */
function transmitter(_part: PartReading): Drawing {
  return {
    shapes: (
      <>
        <path d="M80 8V2" />
        <Box x={73} y={8} w={14} h={14} r={2} fill="dark" />
        <Box x={69} y={22} w={22} h={5} r={1} />
        <Box x={66} y={27} w={28} h={42} r={3} />
        <Fine d="M66 33h28M66 63h28M72 44h16M72 49h10" />
        <Box x={60} y={69} w={40} h={12} r={1} fill="dark" />
        <Fine d="M70 69v12M90 69v12" />
        <PipeEnd x={80} y={81} half={9} to="down" kind="male" />
        <Box x={77} y={95} w={6} h={5} r={0} />
        <Accent d="M80 116v-12m-4 5 4-5 4 5" />
      </>
    ),
    centre: 'M80 0V118',
  };
}

/** Head, neck, thread and a sheath as long as the sheet says. */
function probe(part: PartReading): Drawing {
  const length = Math.min(50, 12 + part.number('length', 100) / 5);
  return {
    shapes: (
      <>
        <Shape d="M56 22c0-10 10-14 24-14s24 4 24 14v16H56Z" />
        <Box x={52} y={20} w={56} h={5} r={2} fill="dark" />
        <PipeEnd x={104} y={32} half={4} to="right" kind="female" />
        <Fine d="M62 31h24" />
        <Box x={75} y={38} w={10} h={8} r={0} />
        <Box x={68} y={46} w={24} h={7} r={1} fill="dark" />
        <Fine d="M74 46v7M86 46v7" />
        <Box x={72} y={53} w={16} h={9} r={0} />
        <Fine d={hatch(3, 55, 60, (at) => `M72 ${at}l16 1`)} />
        <Box x={77.5} y={62} w={5} h={length} r={2.5} />
        <Accent d={`M80 ${62 + length - 12}v8`} />
      </>
    ),
    centre: 'M80 4V118',
    measure: { axis: 'y', at: 60, from: 62, to: 62 + length },
  };
}

/** Full-bore tube between flanges, transmitter with display above. */
function flowMeter(part: PartReading): Drawing {
  const { half } = part;
  const y = 86;
  return {
    shapes: (
      <>
        <PipeEnd x={52} y={y} half={half} to="left" kind="flange" />
        <PipeEnd x={108} y={y} half={half} to="right" kind="flange" />
        <Box x={74} y={48} w={12} h={22} r={0} />
        <Shape d={`M48 ${y - half}l8-6h48l8 6V${y + half}l-8 6H56l-8-6Z`} />
        <Box x={58} y={12} w={44} h={38} r={6} />
        <Box x={65} y={19} w={30} h={16} r={2} fill="open" />
        <Fine d="M69 30h8M69 24.500h22M66 42h28" />
        <Accent d={`M58 ${y}h40m-5-4 5 4-5 4`} />
        <Fine d={`M80 ${y - half - 2}v6M80 ${y + half + 2}v-6`} />
      </>
    ),
    centre: `M30 ${y}H130`,
    measure: { axis: 'y', at: 26, from: y - half, to: y + half },
  };
}

/** Housing, thread, horn, and the beam it looks along. */
function radar(): Drawing {
  return {
    shapes: (
      <>
        <Shape d="M58 18c0-6 8-10 22-10s22 4 22 10v24H58Z" />
        <Fine d="M58 22h44M66 30h28" />
        <PipeEnd x={102} y={32} half={4} to="right" kind="female" />
        <Box x={62} y={42} w={36} h={8} r={1} fill="dark" />
        <Fine d="M72 42v8M88 42v8" />
        <Box x={67} y={50} w={26} h={12} r={0} />
        <Fine d={hatch(4, 52.5, 60, (at) => `M67 ${at}l26 1`)} />
        <Shape d="M70 62h20l8 14H62Z" />
        <Accent d="M66 84c8 5 20 5 28 0M60 93c12 7 28 7 40 0M54 102c16 9 36 9 52 0" />
      </>
    ),
    centre: 'M80 4V114',
  };
}

/** Sanitary body with the toroid at its tip. */
function conductivity(part: PartReading): Drawing {
  const wide = 18 + part.half;
  return {
    shapes: (
      <>
        <path d="M80 8V2" />
        <Box x={73} y={8} w={14} h={12} r={2} fill="dark" />
        <Box x={66} y={20} w={28} h={28} r={3} />
        <Fine d="M66 26h28M72 36h16" />
        <Box x={80 - wide} y={48} w={2 * wide} h={8} r={2} fill="dark" />
        <Box x={72} y={56} w={16} h={22} r={0} />
        <Disc x={80} y={92} r={17} />
        <Disc x={80} y={92} r={7} fill="open" />
        <Accent d="M80 116V74M76 80l4-6 4 6" />
      </>
    ),
    centre: 'M54 92h52',
    measure: { axis: 'x', at: 64, from: 80 - wide, to: 80 + wide },
  };
}
