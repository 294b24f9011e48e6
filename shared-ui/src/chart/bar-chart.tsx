/**
 * Bars on a canvas (uPlot): one series, one accent, labelled directly. Knows nothing of what it shows. For assistive
 * technology it is a picture with one sentence; figures stand in the table that its panel offers.
 */
import { useEffect, useRef } from 'react';
import 'uplot/dist/uPlot.min.css';
import { useReducedMotion } from '../hook/use-media.ts';
import { createBarPlot, type BarPlot, type BarPlotOptions } from './bar-plot.ts';

export interface BarChartProps extends BarPlotOptions {
  /** Evenly spaced, ascending. */
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** The sentence that says what it shows. */
  readonly label: string;
  /** Bars with their value above them. */
  readonly labelled: readonly number[];
  /** Pixels. @default 180 */
  readonly height?: number;
}

export function BarChart({ x, y, label, labelled, height = 180, formatX, formatY, placesOf, whole }: BarChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<BarPlot>(undefined);
  const still = useReducedMotion();

  useEffect(() => {
    if (place.current === null) return;
    const made = createBarPlot(place.current, { formatX, formatY, placesOf, whole });
    plot.current = made;
    return () => {
      plot.current = undefined;
      made.close();
    };
  }, [formatX, formatY, placesOf, whole]);

  useEffect(
    () => plot.current?.show({ x, y, labelled, glide: !still }),
    [x, y, labelled, still, formatX, formatY, placesOf, whole],
  );

  return <div ref={place} className="ts-chart" role="img" aria-label={label} style={{ blockSize: height }} />;
}
