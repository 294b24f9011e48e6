/** A standard motor: ribbed body, terminal box, fan cover. */
import { Box, Fine, hatch } from './strokes.tsx';

/** Lying: shaft to the left at (x, y). */
export function LyingMotor({ x, y, length, half }: { x: number; y: number; length: number; half: number }) {
  return (
    <>
      <Box x={x + length * 0.3} y={y - half - 9} w={length * 0.34} h={10} r={1.5} fill="dark" />
      <Box x={x} y={y - half} w={length} h={2 * half} r={3} />
      <Fine d={hatch(7, y - half + 4, y + half - 4, (at) => `M${x + 5} ${at}H${x + length - 5}`)} />
      <Box x={x + length} y={y - half + 2} w={8} h={2 * half - 4} r={2.5} fill="dark" />
    </>
  );
}

/** Standing: shaft down at (x, y). */
export function StandingMotor({ x, y, height, half }: { x: number; y: number; height: number; half: number }) {
  return (
    <>
      <Box x={x + half - 1} y={y - height * 0.68} w={9} h={height * 0.34} r={1.5} fill="dark" />
      <Box x={x - half} y={y - height} w={2 * half} h={height} r={2.5} />
      <Fine d={hatch(6, x - half + 4, x + half - 4, (at) => `M${at} ${y - height + 4}V${y - 4}`)} />
      <Box x={x - half + 2} y={y - height - 6} w={2 * half - 4} h={6} r={2} fill="dark" />
    </>
  );
}
