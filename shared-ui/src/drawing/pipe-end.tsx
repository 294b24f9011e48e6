/** How a part meets the pipe, seen from the side. */
import { Box, Fine, hatch, Shape } from './strokes.tsx';
import type { Connection } from './part-reading.ts';

interface PipeEndProps {
  /** Where the body ends. */
  x: number;
  /** The pipe's axis. */
  y: number;
  half: number;
  /** Which way it leads. */
  to: 'left' | 'right' | 'up' | 'down';
  kind: Connection;
}

const turns = { right: 0, down: 90, left: 180, up: 270 };

/** About 16 units long, beginning at (x, y). */
export function PipeEnd({ x, y, half, to, kind }: PipeEndProps) {
  return <g transform={`translate(${x} ${y}) rotate(${turns[to]})`}>{ends[kind](half)}</g>;
}

// Each is drawn leading to the right from the origin, then turned.
const ends: Record<Connection, (half: number) => React.JSX.Element> = {
  flange: (half) => (
    <>
      <Box x={0} y={-half} w={10} h={2 * half} r={0} />
      <Box x={9} y={-half - 8} w={5} h={2 * half + 16} r={1} />
      <Box x={14} y={-half - 3} w={1.5} h={2 * half + 6} r={0.5} />
      <Fine d={`M6.500 ${-half - 4.5}h9.500M6.500 ${half + 4.5}h9.500`} />
    </>
  ),
  female: (half) => (
    <>
      <Box x={0} y={-half - 3} w={14} h={2 * half + 6} r={1} />
      <Fine d={`M2 ${-half * 0.45}H14M2 ${half * 0.45}H14`} />
    </>
  ),
  male: (half) => (
    <>
      <Box x={0} y={-half} w={14} h={2 * half} r={1} />
      <Fine d={hatch(5, 3, 12, (at) => `M${at - 0.8} ${-half}l1.600 ${2 * half}`)} />
    </>
  ),
  weld: (half) => (
    <>
      <Shape d={`M0 ${-half}H12L15 ${-half + 2.5}V${half - 2.5}L12 ${half}H0Z`} />
      <Fine d={`M12 ${-half}V${half}`} />
    </>
  ),
  wafer: (half) => <Box x={0} y={-half - 4} w={4} h={2 * half + 8} r={1} />,
  hose: (half) => {
    const barb = half * 0.8;
    const teeth = [2, 6, 10].map((at) => `L${at} ${-barb - 1.8}L${at + 4} ${-barb}`).join('');
    const back = [14, 10, 6].map((at) => `L${at - 4} ${barb + 1.8}L${at - 4} ${barb}`).join('');
    return <Shape d={`M0 ${-barb}${teeth}L15 ${-barb}V${barb}L14 ${barb}${back}H0Z`} />;
  },
  union: (half) => (
    <>
      <Box x={0} y={-half - 5} w={10} h={2 * half + 10} r={1.5} />
      <Fine d={`M0 ${-half * 0.5}H10M0 ${half * 0.5}H10`} />
      <Box x={10} y={-half} w={5} h={2 * half} r={0} />
    </>
  ),
};
