/** uPlot, set up once for this product's bars: size, colours and motion follow the page. Free of React. */
import uPlot from 'uplot';
import { between, glideMs } from './glide.ts';
import { onThemeChange, readInk } from './ink.ts';
import { drawLabels } from './labels.ts';

export interface BarPlotOptions {
  /** The label of a place on the x axis. */
  readonly formatX: (x: number) => string;
  readonly formatY: (y: number) => string;
  /** Which places of the x axis are labelled, given its width in pixels. */
  readonly placesOf: (x: readonly number[], width: number) => number[];
  /** Values are whole numbers, so the axis has no ticks between. */
  readonly whole?: boolean | undefined;
}

export interface BarPlotData {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly labelled: readonly number[];
  readonly glide: boolean;
}

export interface BarPlot {
  show(data: BarPlotData): void;
  close(): void;
}

const headroom = 1.18;

export function createBarPlot(
  host: HTMLElement,
  { formatX, formatY, placesOf, whole = false }: BarPlotOptions,
): BarPlot {
  let ink = readInk(host);
  let shown: { x: readonly number[]; y: readonly number[] } = { x: [], y: [] };
  let target: BarPlotData | undefined;
  let frame: number | undefined;
  let changedAt = -Infinity;

  const plot = new uPlot(
    {
      width: Math.max(host.clientWidth, 1),
      height: Math.max(host.clientHeight, 1),
      ms: 1,
      legend: { show: false },
      cursor: { show: false },
      padding: [8, 4, 0, 0],
      scales: {
        x: { time: false, range: (_, low, high) => widened(low, high, target?.x ?? []) },
        y: { range: (_, __, high) => [0, topOf(high)] },
      },
      series: [
        {},
        {
          points: { show: false },
          fill: () => ink.bar,
          width: 0,
          paths: uPlot.paths.bars?.({ size: [0.72, 44], radius: 0.12 }) ?? (() => null),
        },
      ],
      axes: [
        {
          stroke: () => ink.faint,
          font: ink.font,
          grid: { show: false },
          ticks: { show: false },
          border: { show: true, stroke: () => ink.line, width: 1 },
          size: 26,
          gap: 6,
          splits: (self) => placesOf(target?.x ?? [], self.bbox.width / devicePixelRatio || self.width),
          values: (_, places) => places.map(formatX),
        },
        {
          stroke: () => ink.faint,
          font: ink.font,
          grid: { stroke: () => ink.line, width: 1 },
          ticks: { show: false },
          space: 44,
          size: (_, values) => 14 + 7 * Math.max(2, ...(values ?? []).map((text) => text.length)),
          gap: 6,
          incrs: whole ? [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000] : undefined,
          values: (_, values) => values.map(formatY),
        },
      ],
      hooks: { draw: [(self) => drawLabels(self, ink, target?.labelled ?? [], formatY)] },
    } as uPlot.Options,
    [[], []],
    host,
  );

  function topOf(high: number | null): number {
    // The scale goes to the target at once, so that it does not wobble while bars glide.
    const most = Math.max(high ?? 0, ...(target?.y ?? []));
    return most === 0 ? (whole ? 4 : 1) : most * headroom;
  }

  function draw(y: readonly number[]): void {
    if (target === undefined) return;
    shown = { x: target.x, y };
    plot.setData([[...target.x], [...y]]);
  }

  function stop(): void {
    if (frame !== undefined) cancelAnimationFrame(frame);
    frame = undefined;
  }

  const stopTheme = onThemeChange(() => {
    ink = readInk(host);
    // Rebuilt, not only drawn: a bar's path keeps the colour it was made with.
    plot.redraw(true, true);
  });
  const resized = new ResizeObserver(() => {
    const { clientWidth: width, clientHeight: height } = host;
    if (width > 0 && height > 0 && (width !== plot.width || height !== plot.height)) plot.setSize({ width, height });
  });
  resized.observe(host);

  return {
    show(data) {
      const from = shown;
      const first = target === undefined;
      const now = performance.now();
      // What changes all the time moves in small steps anyway: gliding between them would draw six times as often.
      const restless = now - changedAt < 2 * glideMs;
      const same =
        data.y.length === from.y.length && data.y.every((y, at) => y === from.y[at] && data.x[at] === from.x[at]);
      target = data;
      stop();
      if (!same) changedAt = now;
      if (first || restless || !data.glide || same) {
        draw(data.y);
        return;
      }
      const step = (at: number) => {
        const share = (at - now) / glideMs;
        draw(share >= 1 ? data.y : between(from, data, share));
        frame = share >= 1 ? undefined : requestAnimationFrame(step);
      };
      frame = requestAnimationFrame(step);
    },
    close() {
      stop();
      stopTheme();
      resized.disconnect();
      plot.destroy();
    },
  };
}

/** Half a step on each side, so that the first and the last bar are whole. */
function widened(low: number | null, high: number | null, x: readonly number[]): [number, number] {
  const step = (x[1] ?? 1) - (x[0] ?? 0);
  return [(low ?? 0) - step / 2, (high ?? 1) + step / 2];
}
