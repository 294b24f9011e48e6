import type uPlot from 'uplot';
import type { Ink } from './ink.ts';

/** Writes the value above each of these bars: direct labels instead of a legend. */
export function drawLabels(plot: uPlot, ink: Ink, bars: readonly number[], format: (value: number) => string): void {
  const { ctx, bbox } = plot;
  const [, ys] = plot.data;
  const ratio = devicePixelRatio;
  ctx.save();
  ctx.font = ink.font.replace(/^(\d+)px/, (_, size: string) => `600 ${Number(size) * ratio}px`);
  ctx.fillStyle = ink.text;
  ctx.strokeStyle = ink.ground;
  ctx.lineWidth = 4 * ratio;
  ctx.lineJoin = 'round';
  ctx.textAlign = 'center';
  ctx.textBaseline = 'alphabetic';
  for (const bar of bars) {
    const x = plot.data[0][bar];
    const y = ys?.[bar];
    if (x === undefined || typeof y !== 'number') continue;
    const text = format(y);
    const half = ctx.measureText(text).width / 2;
    const middle = plot.valToPos(x, 'x', true);
    const left = Math.min(Math.max(middle, bbox.left + half), bbox.left + bbox.width - half);
    const bottom = plot.valToPos(y, 'y', true) - 5 * ratio;
    // Grid lines end before the figure instead of going through it.
    ctx.strokeText(text, left, bottom);
    ctx.fillText(text, left, bottom);
  }
  ctx.restore();
}
