import type { PartReading } from './part-reading.ts';
import { PipeEnd } from './pipe-end.tsx';
import { Accent, around, boltsFor, Disc, Fine, Shape, type Drawing } from './strokes.tsx';

export function drawFitting(part: PartReading): Drawing {
  if (part.says('elbow', 'bend')) return elbow(part);
  if (part.says('union')) return union(part);
  if (part.says('reducer')) return reducer(part);
  if (part.says('flange')) return flange(part);
  if (part.says('camlock', 'coupling')) return camlock(part);
  return tee(part);
}

function elbow(part: PartReading): Drawing {
  const h = part.half + 2;
  const x = 98;
  const y = 42;
  return {
    shapes: (
      <>
        <Shape
          d={`M62 ${y - h}H${x - 8}C${x + h} ${y - h} ${x + h} ${y - h + 8} ${x + h} ${y + 14}V82H${x - h}V${y + 18}C${x - h} ${y + h} ${x - h} ${y + h} ${x - h - 8} ${y + h}H62Z`}
        />
        <PipeEnd x={62} y={y} half={part.half + 1} to="left" kind={part.connection} />
        <PipeEnd x={x} y={80} half={part.half + 1} to="down" kind={part.connection} />
        <Accent d={`M66 ${y}H${x - 12}Q${x} ${y} ${x} ${y + 12}V76m-4-5 4 5 4-5`} />
      </>
    ),
    centre: `M38 ${y}H${x}V104`,
    measure: { axis: 'y', at: 34, from: y - part.half, to: y + part.half },
  };
}

function tee(part: PartReading): Drawing {
  const h = part.half + 2;
  const y = 48;
  return {
    shapes: (
      <>
        <Shape
          d={`M52 ${y - h}H108V${y + h}H${84 + h}Q${80 + h} ${y + h} ${80 + h} ${y + h + 4}V86H${80 - h}V${y + h + 4}Q${80 - h} ${y + h} ${76 - h} ${y + h}H52Z`}
        />
        <PipeEnd x={52} y={y} half={part.half + 1} to="left" kind={part.connection} />
        <PipeEnd x={108} y={y} half={part.half + 1} to="right" kind={part.connection} />
        <PipeEnd x={80} y={86} half={part.half + 1} to="down" kind={part.connection} />
        <Accent d={`M58 ${y}h44M80 ${y}v32`} />
      </>
    ),
    centre: `M28 ${y}H132M80 ${y - h - 8}V108`,
    measure: { axis: 'y', at: 24, from: y - part.half, to: y + part.half },
  };
}

/** Two tails and the nut that draws them together. */
function union(part: PartReading): Drawing {
  const { half } = part;
  const y = 60;
  const nut = half + 11;
  return {
    shapes: (
      <>
        <PipeEnd x={56} y={y} half={half} to="left" kind="female" />
        <PipeEnd x={104} y={y} half={half} to="right" kind="female" />
        <Shape d={`M54 ${y - half - 3}H66V${y - half - 7}H106V${y + half + 7}H66V${y + half + 3}H54Z`} />
        <Shape
          d={`M66 ${y - nut}H90L95 ${y - nut + 4}V${y + nut - 4}L90 ${y + nut}H66L63 ${y + nut - 3}V${y - nut + 3}Z`}
          fill="dark"
        />
        <Fine d={`M63 ${y - nut * 0.5}H95M63 ${y + nut * 0.5}H95`} />
        <Accent d={`M72 ${y - half}L80 ${y}L72 ${y + half}`} />
      </>
    ),
    centre: `M34 ${y}H126`,
    measure: { axis: 'y', at: 30, from: y - half, to: y + half },
  };
}

function reducer(part: PartReading): Drawing {
  const big = Math.max(part.half * 2, 16);
  const outlet = part.number('outlet', part.dn * 0.7);
  const small = Math.max(7, big * (outlet / part.dn));
  const y = 60;
  return {
    shapes: (
      <>
        <Shape
          d={`M38 ${y - big}H54C72 ${y - big} 84 ${y - small} 100 ${y - small}H118V${y + small}H100C84 ${y + small} 72 ${y + big} 54 ${y + big}H38Z`}
        />
        <Shape
          d={`M38 ${y - big}L34 ${y - big + 3}V${y + big - 3}L38 ${y + big}ZM118 ${y - small}L122 ${y - small + 3}V${y + small - 3}L118 ${y + small}Z`}
        />
        <Fine d={`M54 ${y - big}V${y + big}M100 ${y - small}V${y + small}`} />
        <Accent d={`M62 ${y}h32m-5-4 5 4-5 4`} />
      </>
    ),
    centre: `M26 ${y}H130`,
    measure: { axis: 'y', at: 24, from: y - big, to: y + big },
  };
}

/** Front view with its bolt circle; beside it the hub in section. */
function flange(part: PartReading): Drawing {
  const bore = 10 + part.half;
  const r = bore + 24;
  const x = 66;
  const y = 60;
  return {
    shapes: (
      <>
        <Disc x={x} y={y} r={r} />
        <Disc x={x} y={y} r={bore + 7} fill="body" />
        <Disc x={x} y={y} r={bore} fill="open" />
        {around(boltsFor(part.dn), x, y, bore + 15.5, Math.PI / boltsFor(part.dn)).map(([at, up]) => (
          <Disc key={`${at} ${up}`} x={at} y={up} r={3.2} fill="open" />
        ))}
        <circle className="ts-drawing__centre" cx={x} cy={y} r={bore + 15.5} />
        <Shape d={`M126 ${y - r}h8V${y - bore - 6}l12 3V${y - bore}H126Z`} fill="dark" />
        <Shape d={`M126 ${y + r}h8V${y + bore + 6}l12-3V${y + bore}H126Z`} fill="dark" />
        <Fine d={`M126 ${y - bore}V${y + bore}M146 ${y - bore}V${y + bore}`} />
        <circle className="ts-drawing__accent" cx={x} cy={y} r={bore} fill="none" />
      </>
    ),
    centre: `M${x - r - 4} ${y}H${x + r + 4}M${x} ${y - r - 4}V${y + r + 4}M122 ${y}h28`,
    measure: { axis: 'y', at: 154, from: y - bore, to: y + bore },
  };
}

/** Female coupler with two locking arms, hose tail. */
function camlock(part: PartReading): Drawing {
  const { half } = part;
  const y = 62;
  const out = half + 8;
  return {
    shapes: (
      <>
        <g transform={`translate(78 ${y}) scale(2.6 1) translate(-78 ${-y})`}>
          <PipeEnd x={82} y={y} half={half + 1} to="right" kind="hose" />
        </g>
        <Shape d={`M38 ${y - out}H78L88 ${y - half - 1}V${y + half + 1}L78 ${y + out}H38Z`} />
        <Fine d={`M44 ${y - half}H74M44 ${y + half}H74M44 ${y - out}V${y + out}`} />
        <path
          className="ts-drawing__dark"
          d={`M48 ${y - out + 4}c-4-4-2-10 4-10l44 -6c4 0 5 5 1 6L60 ${y - out + 5}Z`}
        />
        <path
          className="ts-drawing__dark"
          d={`M48 ${y + out - 4}c-4 4-2 10 4 10l44 6c4 0 5-5 1-6L60 ${y + out - 5}Z`}
        />
        <Disc x={53} y={y - out + 2} r={2} fill="open" />
        <Disc x={53} y={y + out - 2} r={2} fill="open" />
        <Accent d={`M50 ${y}h24m-5-4 5 4-5 4`} />
      </>
    ),
    centre: `M30 ${y}H136`,
    measure: { axis: 'y', at: 26, from: y - half, to: y + half },
  };
}
