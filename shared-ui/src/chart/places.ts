/** Where the x axis carries labels. */

const minuteMs = 60_000;
/** Minutes between two labels; all divide a day, so that labels stand at round times. */
const roundMinutes = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720];
/** Pixels that a time and the space beside it take. */
const labelRoom = 64;

/** Those of the times that are round, as many as have room, none so near an edge that it would be cut off. */
export function roundTimes(x: readonly number[], width: number): number[] {
  const step = (x[1] ?? 0) - (x[0] ?? 0);
  if (step <= 0) return [...x];
  const pixels = width / x.length;
  const every = roundMinutes.find((minutes) => (minutes * minuteMs * pixels) / step >= labelRoom) ?? 1_440;
  const edge = Math.ceil(labelRoom / 3 / pixels);
  return x.filter((at, place) => {
    if (place < edge || place >= x.length - edge) return false;
    const time = new Date(at);
    return (time.getHours() * 60 + time.getMinutes()) % every === 0;
  });
}

/** Between each two bars: bars are bands, and a label says where one ends and the next begins. */
export function bandEdges(x: readonly number[]): number[] {
  return x.slice(0, -1).map((at) => at + 0.5);
}
