import { LyingMotor, StandingMotor } from './motor.tsx';
import type { PartReading } from './part-reading.ts';
import { PipeEnd } from './pipe-end.tsx';
import { Accent, Box, Disc, Fine, hatch, Shape, type Drawing } from './strokes.tsx';

export function drawPump(part: PartReading): Drawing {
  if (part.says('circulator')) return circulator(part);
  if (part.says('multistage')) return multistage(part);
  if (part.says('submersible')) return submersible(part);
  if (part.says('dosing')) return dosing();
  if (part.says('gear')) return gear(part);
  return centrifugal(part);
}

/** Suction from the left, volute with the discharge up, bracket, coupling, motor on a base plate. */
function centrifugal({ half, connection }: PartReading): Drawing {
  const y = 66;
  return {
    shapes: (
      <>
        <Box x={36} y={97} w={112} h={6} r={1} fill="dark" />
        <Shape d="M46 97l2-10h16l2 10ZM92 97l3-9h40l3 9Z" />
        <PipeEnd x={42} y={y} half={half} to="left" kind={connection} />
        <PipeEnd x={56} y={44} half={half - 1.5} to="up" kind={connection} />
        <Shape d="M40 66c0-14 7-23 17-23s17 9 17 23-7 23-17 23-17-9-17-23Z" />
        <Shape d={`M74 ${y - 15}L88 ${y - 8}V${y + 8}L74 ${y + 15}Z`} />
        <Box x={86} y={y - 5} w={8} h={10} fill="dark" />
        <LyingMotor x={94} y={y} length={42} half={19} />
        <Accent d="M66 66a9 9 0 1 1-9-9c7.500 0 13 5 13.500 12" />
      </>
    ),
    centre: `M18 ${y}H150M56 22V94`,
    measure: { axis: 'y', at: 16, from: y - half, to: y + half },
  };
}

/** In-line: union ends, round volute, electronics head with a display. */
function circulator({ half, connection }: PartReading): Drawing {
  const y = 84;
  return {
    shapes: (
      <>
        <PipeEnd x={50} y={y} half={half} to="left" kind={connection} />
        <PipeEnd x={110} y={y} half={half} to="right" kind={connection} />
        <Box x={46} y={y - half} w={68} h={2 * half} r={0} />
        <Disc x={80} y={y} r={20} />
        <Box x={66} y={57} w={28} h={12} r={1} fill="dark" />
        <Box x={54} y={20} w={52} h={40} r={7} />
        <Box x={63} y={27} w={34} h={14} r={2} fill="open" />
        <Fine d="M67 34h8M67 37.500h5M60 52h40" />
        <Disc x={80} y={50} r={4} fill="open" />
        <Accent d="M88 31v6m3-4v4m3-6v6" />
        <Fine d="M72 84a8 8 0 1 0 8-8" />
      </>
    ),
    centre: `M28 ${y}H132M80 14V108`,
    measure: { axis: 'y', at: 24, from: y - half, to: y + half },
  };
}

/** Ports in line at the foot, a stack of stages, the motor on top. */
function multistage({ half, connection }: PartReading): Drawing {
  const y = 92;
  const port = Math.min(half, 9);
  return {
    shapes: (
      <>
        <Box x={50} y={104} w={60} h={5} r={1} fill="dark" />
        <PipeEnd x={58} y={y} half={port} to="left" kind={connection} />
        <PipeEnd x={102} y={y} half={port} to="right" kind={connection} />
        <Shape d="M56 82h48v18l4 4H52l4-4Z" />
        <Box x={64} y={48} w={32} h={34} r={1} />
        <Fine d={hatch(5, 54, 77, (at) => `M64 ${at}h32`)} />
        <Fine d="M60 48v34M100 48v34" />
        <Shape d="M66 48l3-8h22l3 8Z" fill="dark" />
        <StandingMotor x={80} y={40} height={26} half={15} />
        <Accent d="M80 78V54m-4 5 4-5 4 5" />
      </>
    ),
    centre: `M36 ${y}H124M80 4V108`,
    measure: { axis: 'y', at: 32, from: y - port, to: y + port },
  };
}

/** A capsule with a strainer foot, discharge at the top, a float on its cable. */
function submersible({ half }: PartReading): Drawing {
  return {
    shapes: (
      <>
        <Fine d="M90 22c8-12 30-10 34 4 2 8 2 14 2 22" />
        <Box x={117} y={48} w={18} h={26} r={8} />
        <Fine d="M117 61h18" />
        <PipeEnd x={62} y={30} half={half * 0.8} to="up" kind="hose" />
        <Shape d="M52 52c0-16 6-24 28-24s28 8 28 24v34H52Z" />
        <Box x={72} y={20} w={20} h={8} r={3} fill="dark" />
        <Fine d="M52 54h56M52 80h56" />
        <Shape d="M50 86h60v6H50ZM52 108h56v-4H52Z" fill="dark" />
        <Fine d={hatch(9, 56, 104, (at) => `M${at} 92v12`)} />
        <path d="M52 92v12M108 92v12" />
        <Accent d="M80 74V60m-5 5 5-5 5 5" />
      </>
    ),
    centre: 'M80 14V112',
    measure: { axis: 'x', at: 10, from: 62 - half * 0.8, to: 62 + half * 0.8 },
  };
}

/** Drive housing with knob and display; the head with its two valves at the side. */
function dosing(): Drawing {
  return {
    shapes: (
      <>
        <Box x={58} y={98} w={82} h={6} r={1} fill="dark" />
        <Shape d="M68 36h52c8 0 14 6 14 14v48H68Z" />
        <Box x={78} y={44} w={30} h={16} r={2} fill="open" />
        <Fine d="M82 50h14M82 54h9" />
        <Disc x={118} y={80} r={9} fill="open" />
        <Fine d="M118 80l4-6M78 72h18M78 78h18M78 84h12" />
        <Box x={44} y={48} w={24} h={40} r={3} />
        <Fine d="M48 54h3M48 82h3M61 54h3M61 82h3" />
        <Box x={50} y={34} w={12} h={14} r={1} fill="dark" />
        <Box x={50} y={88} w={12} h={14} r={1} fill="dark" />
        <path d="M56 34V22c0-6 4-8 10-8h8M56 102v8" />
        <Accent d="M52 60c6 4 6 12 0 16M60 60c-6 4-6 12 0 16" />
      </>
    ),
    centre: 'M38 68H72M56 10V114',
  };
}

/** Two meshing gears in a housing, foot below. */
function gear({ half, connection }: PartReading): Drawing {
  const kind = connection === 'flange' ? 'flange' : connection;
  const teeth = (x: number, y: number, turn: number) =>
    Array.from({ length: 10 }, (_, i) => {
      const angle = turn + (i * Math.PI) / 5;
      const at = (r: number, shift: number) =>
        `${(x + r * Math.cos(angle + shift)).toFixed(2)} ${(y + r * Math.sin(angle + shift)).toFixed(2)}`;
      return `${i === 0 ? 'M' : 'L'}${at(11, -0.2)}L${at(14.5, -0.11)}L${at(14.5, 0.11)}L${at(11, 0.2)}`;
    }).join('') + 'Z';
  return {
    shapes: (
      <>
        <PipeEnd x={54} y={60} half={Math.min(half, 9)} to="left" kind={kind} />
        <PipeEnd x={106} y={60} half={Math.min(half, 9)} to="right" kind={kind} />
        <Shape d="M58 96l-6 10h56l-6-10Z" fill="dark" />
        <Shape d="M54 48a26 26 0 0 1 52 0v24a26 26 0 0 1-52 0Z" />
        <Shape d={teeth(80, 48, 0)} fill="open" />
        <Shape d={teeth(80, 72.5, Math.PI / 10)} fill="open" />
        <Disc x={80} y={48} r={3.5} fill="dark" />
        <Disc x={80} y={72.5} r={3.5} fill="dark" />
        <Accent d="M71 34a17 17 0 0 1 16-1m-4-3.500 4 3.500-3.500 3.500" />
      </>
    ),
    centre: 'M32 60H128M80 16V108',
    measure: { axis: 'y', at: 28, from: 60 - Math.min(half, 9), to: 60 + Math.min(half, 9) },
  };
}
