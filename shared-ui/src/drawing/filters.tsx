import type { PartReading } from './part-reading.ts';
import { PipeEnd } from './pipe-end.tsx';
import { Accent, Box, Fine, hatch, Shape, type Drawing } from './strokes.tsx';

export function drawFilter(part: PartReading): Drawing {
  return part.says('bag') ? bag() : strainer(part);
}

/** Straight body, the screen in its leg. */
function strainer(part: PartReading): Drawing {
  const { half } = part;
  const y = 46;
  return {
    shapes: (
      <>
        <PipeEnd x={50} y={y} half={half} to="left" kind={part.connection} />
        <PipeEnd x={110} y={y} half={half} to="right" kind={part.connection} />
        <g transform={`rotate(-45 80 ${y})`}>
          <Box x={80 - half - 2} y={y} w={2 * half + 4} h={44} r={1} />
          <Box x={80 - half - 6} y={y + 42} w={2 * half + 12} h={7} r={1} fill="dark" />
          <Box x={76} y={y + 49} w={8} h={5} r={1} />
          <Fine d={hatch(7, y + 6, y + 38, (at) => `M${80 - half + 2} ${at}h${2 * half - 4}`)} />
        </g>
        <Shape d={`M46 ${y - half}H114V${y + half}H46Z`} />
        <Accent d={`M58 ${y}h12M90 ${y}h14m-5-4 5 4-5 4`} />
      </>
    ),
    centre: `M26 ${y}H134`,
    measure: { axis: 'y', at: 22, from: y - half, to: y + half },
  };
}

function bag(): Drawing {
  return {
    shapes: (
      <>
        <Shape d="M56 20h48l-3 74c0 10-10 14-21 14s-21-4-21-14Z" />
        <Fine d={hatch(7, 32, 98, (at) => `M57 ${at}q23 7 46 0`)} />
        <Fine d={hatch(5, 66, 94, (at) => `M${at} 24V104`)} />
        <Box x={50} y={12} w={60} h={9} r={4} fill="dark" />
        <Accent d="M80 6v34m-5-6 5 6 5-6" />
      </>
    ),
    centre: 'M80 2V116',
  };
}
