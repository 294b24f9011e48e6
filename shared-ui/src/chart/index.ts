/**
 * Charts, apart from the other components: an app that draws one bundles it, and the frame, which every page loads, does
 * not. Their styles are in `@tessera/shared-ui/styles.css`.
 */
export { BarChart, type BarChartProps } from './bar-chart.tsx';
export { bandEdges, roundTimes } from './places.ts';
