import type { PartReading } from './part-reading.ts';
import { PipeEnd } from './pipe-end.tsx';
import { Accent, around, Box, Disc, Fine, hatch, Shape, type Drawing } from './strokes.tsx';

export function drawValve(part: PartReading): Drawing {
  if (part.says('butterfly')) return butterfly(part);
  if (part.says('gate')) return gate(part);
  if (part.says('check')) return check(part);
  if (part.says('solenoid')) return solenoid(part);
  if (part.says('relief', 'safety')) return relief(part);
  return ball(part);
}

function bodyBetweenEnds(part: PartReading, y: number, from: number, to: number) {
  return (
    <>
      <PipeEnd x={from} y={y} half={part.half} to="left" kind={part.connection} />
      <PipeEnd x={to} y={y} half={part.half} to="right" kind={part.connection} />
    </>
  );
}

/** The ball in its body, stem and lever; three-piece bodies show their bolts. */
function ball(part: PartReading): Drawing {
  const { half } = part;
  const y = 74;
  const three = part.says('three-piece');
  const out = half + 8;
  return {
    shapes: (
      <>
        <Box x={76} y={y - out - 14} w={8} h={16} r={1} fill="dark" />
        {three ? <Box x={66} y={y - out - 6} w={28} h={5} r={1} /> : <Box x={72} y={y - out - 4} w={16} h={6} r={1} />}
        {bodyBetweenEnds(part, y, 54, 106)}
        {three ? (
          <>
            <Box x={52} y={y - half - 4} w={56} h={2 * half + 8} r={1} />
            <Box x={62} y={y - out} w={36} h={2 * out} r={2} />
            <Box x={55} y={y - out} w={7} h={2 * out} r={1} />
            <Box x={98} y={y - out} w={7} h={2 * out} r={1} />
            <Fine d={`M51 ${y - out + 4}h58M51 ${y + out - 4}h58`} />
          </>
        ) : (
          <Shape
            d={`M54 ${y - half - 2}C62 ${y - half - 2} 64 ${y - out} 72 ${y - out}H88C96 ${y - out} 98 ${y - half - 2} 106 ${y - half - 2}V${y + half + 2}C98 ${y + half + 2} 96 ${y + out} 88 ${y + out}H72C64 ${y + out} 62 ${y + half + 2} 54 ${y + half + 2}Z`}
          />
        )}
        <Disc x={80} y={y} r={half + 4} fill="open" />
        <Fine
          d={`M${80 - half - 2} ${y - half * 0.62}H${80 + half + 2}M${80 - half - 2} ${y + half * 0.62}H${80 + half + 2}`}
        />
        <path className="ts-drawing__dark" d={`M74 ${y - out - 18}h56c4 0 4 6 0 6H74c-3 0-3-6 0-6Z`} />
        <Accent d={`M98 ${y - out - 15}h30`} />
      </>
    ),
    centre: `M32 ${y}H128M80 ${y - out - 24}V${y + out + 6}`,
    measure: { axis: 'y', at: 28, from: y - half, to: y + half },
  };
}

/** Front view: ring with lugs, the disc on its shaft, neck and lever. */
function butterfly({ half, dn }: PartReading): Drawing {
  const r = 22 + half;
  const y = 112 - r - 4;
  return {
    shapes: (
      <>
        <Box x={75} y={y - r - 20} w={10} h={26} r={1} />
        <Box x={69} y={y - r - 23} w={22} h={6} r={1} fill="dark" />
        <path className="ts-drawing__dark" d={`M78 ${y - r - 29}h46c4 0 4 6 0 6H78Z`} />
        {around(4, 80, y, r + 2).map(([x, at]) => (
          <Disc key={`${x} ${at}`} x={x} y={at} r={5} />
        ))}
        <Disc x={80} y={y} r={r} />
        {around(4, 80, y, r + 2).map(([x, at]) => (
          <Disc key={`${x} ${at}`} x={x} y={at} r={2} fill="open" />
        ))}
        <Disc x={80} y={y} r={r - 6} fill="dark" />
        <Disc x={80} y={y} r={r - 8} fill="open" />
        <path
          className="ts-drawing__body"
          d={`M80 ${y - r + 9}c${dn > 80 ? 16 : 13} 4 ${dn > 80 ? 16 : 13} ${2 * r - 22} 0 ${2 * r - 18}c-6-8-6-${2 * r - 26} 0-${2 * r - 18}Z`}
        />
        <Accent d={`M80 ${y - r + 8}V${y + r - 8}`} />
      </>
    ),
    centre: `M${80 - r - 8} ${y}H${80 + r + 8}`,
    measure: { axis: 'y', at: 80 - r - 16, from: y - r + 8, to: y + r - 8 },
  };
}

/** Flanged body, bonnet, stem, handwheel. */
function gate(part: PartReading): Drawing {
  const { half } = part;
  const y = 84;
  return {
    shapes: (
      <>
        {bodyBetweenEnds(part, y, 60, 100)}
        <Box x={77} y={22} w={6} h={22} r={0} fill="dark" />
        <Shape d="M64 84V62c0-10 6-18 16-18s16 8 16 18v22Z" />
        <Box x={58} y={60} w={44} h={5} r={1} />
        <Fine d="M63 57v11M97 57v11" />
        <Shape d={`M58 ${y - half}c8 0 8-6 12-6h20c4 0 4 6 12 6V${y + half}c-8 0-10 8-22 8s-14-8-22-8Z`} />
        <Fine d={`M72 ${y - half - 10}V${y + half}h16V${y - half - 10}`} />
        <Box x={52} y={15} w={56} h={7} r={3.5} fill="dark" />
        <Fine d="M60 15v7M70 15v7M90 15v7M100 15v7" />
        <Box x={74} y={11} w={12} h={4} r={1} />
        <Accent d={`M80 ${y + 2}V${y - 16}m-4 5 4-5 4 5`} />
      </>
    ),
    centre: `M38 ${y}H122M80 6V108`,
    measure: { axis: 'y', at: 34, from: y - half, to: y + half },
  };
}

/** Front view: two plates on a common hinge, springs beside it. */
function check({ half }: PartReading): Drawing {
  const r = 30 + half;
  const y = 60;
  const inner = r - 8;
  return {
    shapes: (
      <>
        <Disc x={80} y={y} r={r} />
        <Disc x={80} y={y} r={inner} fill="open" />
        <Shape d={`M78 ${y - inner + 3}V${y + inner - 3}A${inner - 2} ${inner - 2} 0 0 1 78 ${y - inner + 3}Z`} />
        <Shape d={`M82 ${y - inner + 3}V${y + inner - 3}A${inner - 2} ${inner - 2} 0 0 0 82 ${y - inner + 3}Z`} />
        <Fine d={hatch(5, y - 12, y + 12, (at) => `M74 ${at}l12 3`)} />
        <Fine d={`M${80 - inner + 8} ${y - 8}v16M${80 + inner - 8} ${y - 8}v16`} />
        <Accent d={`M80 ${y - inner + 1}V${y + inner - 1}`} />
        <Disc x={80} y={y - r + 4} r={1.5} fill="open" />
      </>
    ),
    centre: `M${80 - r - 8} ${y}H${80 + r + 8}`,
    measure: { axis: 'y', at: 80 - r - 14, from: y - inner, to: y + inner },
  };
}

/** Low body with bolted cover, the coil with its plug on top. */
function solenoid(part: PartReading): Drawing {
  const { half } = part;
  const y = 88;
  return {
    shapes: (
      <>
        {bodyBetweenEnds(part, y, 58, 102)}
        <Shape d={`M58 ${y - half - 2}L64 ${y - half - 8}H96L102 ${y - half - 2}V${y + half + 2}H58Z`} />
        <Box x={60} y={y - half - 14} w={40} h={7} r={1} fill="dark" />
        <Fine d={`M65 ${y - half - 17}v10M95 ${y - half - 17}v10`} />
        <Box x={76} y={24} w={8} h={y - half - 38} r={0} />
        <Box x={64} y={28} w={32} h={y - half - 46} r={2} />
        <Box x={76} y={20} w={8} h={8} r={1} fill="dark" />
        <Box x={96} y={34} w={14} h={20} r={2} fill="dark" />
        <path d="M110 44h6c8 0 10 4 10 12" />
        <Fine d={hatch(6, 34, y - half - 24, (at) => `M68 ${at}h24`)} />
        <Accent d={`M70 ${y}h18m-5-4 5 4-5 4`} />
      </>
    ),
    centre: `M36 ${y}H124M80 12V108`,
    measure: { axis: 'y', at: 32, from: y - half, to: y + half },
  };
}

/** Angle body: in from below, out to the side; spring bonnet with its cap and lever. */
function relief(part: PartReading): Drawing {
  const half = Math.min(part.half, 10);
  return {
    shapes: (
      <>
        <PipeEnd x={74} y={92} half={half} to="down" kind={part.connection === 'female' ? 'male' : part.connection} />
        <PipeEnd x={88} y={76} half={half} to="right" kind={part.connection} />
        <Shape d={`M${72 - half} 92c-6-4-6-28 0-32h${2 * half + 6}c6 0 8 4 10 6h4v20h-6l-8 6Z`} />
        <Box x={60} y={52} w={30} h={8} r={1} fill="dark" />
        <Box x={63} y={22} w={24} h={30} r={2} />
        <Fine d={hatch(6, 27, 45, (at) => `M66 ${at}l18 3`)} />
        <Box x={67} y={12} w={16} h={10} r={2} fill="dark" />
        <path d="M75 14h24c4 0 6 2 8 6" />
        <Accent d="M74 104V84m-4 5 4-5 4 5M82 76h18m-4-4 4 4-4 4" />
      </>
    ),
    centre: 'M74 6V114M60 76H112',
    measure: { axis: 'x', at: 114, from: 74 - half, to: 74 + half },
  };
}
