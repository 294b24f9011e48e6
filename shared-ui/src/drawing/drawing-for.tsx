/** Chooses a part's drawing and adds what every technical drawing has: centre lines and its size. */
import type { ReactNode } from 'react';
import { drawFilter } from './filters.tsx';
import { drawFitting } from './fittings.tsx';
import type { PartFacts } from './part-facts.ts';
import { readPart, type PartReading } from './part-reading.ts';
import { drawPump } from './pumps.tsx';
import { drawSeal } from './seals.tsx';
import { drawSensor } from './sensors.tsx';
import { Accent, Box, Fine, type Drawing } from './strokes.tsx';
import { drawValve } from './valves.tsx';

export function drawingFor(facts: PartFacts, dimensions: boolean): ReactNode {
  const part = readPart(facts);
  const drawing = draw(part);
  return (
    <>
      {drawing.shapes}
      {dimensions && drawing.centre ? <path className="ts-drawing__centre" d={drawing.centre} /> : null}
      {dimensions && drawing.measure && part.sizeLabel ? measureLine(drawing.measure, part.sizeLabel) : null}
    </>
  );
}

function draw(part: PartReading): Drawing {
  if (part.says('pumps')) return drawPump(part);
  if (part.says('valves')) return drawValve(part);
  if (part.says('seals')) return drawSeal(part);
  if (part.says('sensors')) return drawSensor(part);
  if (part.says('filters')) return drawFilter(part);
  if (part.says('fittings')) return drawFitting(part);
  return plainPart;
}

/** For categories nobody drew yet: a part in its box. */
const plainPart: Drawing = {
  shapes: (
    <>
      <Box x={44} y={30} w={72} h={64} r={4} />
      <Fine d="M44 50h72M70 30v20M90 30v20" />
      <Accent d="M70 72h20" />
    </>
  ),
  centre: 'M36 62h88M80 22v80',
};

function measureLine({ axis, at, from, to }: NonNullable<Drawing['measure']>, label: string) {
  const middle = (from + to) / 2;
  if (axis === 'x') {
    const above = at < 60;
    return (
      <g className="ts-drawing__measure">
        <path d={`M${from} ${at}H${to}M${from} ${at - 3}v6M${to} ${at - 3}v6`} />
        <text x={middle} y={above ? at - 4 : at - 3} transform={`translate(${to - middle + 16} ${above ? 6 : 5})`}>
          {label}
        </text>
      </g>
    );
  }
  // Beside the line, turned to read upwards, where the sheet has room.
  const x = at < 80 ? at - 4 : at + 1;
  return (
    <g className="ts-drawing__measure">
      <path d={`M${at} ${from}V${to}M${at - 3} ${from}h6M${at - 3} ${to}h6`} />
      <text x={x} y={middle} transform={`rotate(-90 ${x} ${middle})`} dy={at < 80 ? 0 : 6}>
        {label}
      </text>
    </g>
  );
}
