/** A log's numbers for people. */
import { formatBytes } from '../terminal/bytes.ts';
import type { Style } from '../terminal/style.ts';
import { renderTable } from '../terminal/table.ts';
import type { LogStats } from './collect-stats.ts';

const grouped = (value: number): string => value.toLocaleString('en-GB');

export function renderStats(stats: LogStats, style: Style): string {
  const { first, last, fileBytes } = stats;
  const head = [
    `${style.strong(stats.log)}  ${style.dim(`epoch ${stats.epoch}, head ${stats.head}`)}`,
    `${grouped(stats.events)} events in ${grouped(stats.commits)} commits of ${grouped(stats.streams)} streams, ` +
      `${formatBytes(stats.bytes)} of data${fileBytes === undefined ? '' : `, ${formatBytes(fileBytes)} on disk`}`,
  ];
  if (!first || !last) return [...head, style.dim('Nothing matches.')].join('\n');
  head.push(style.dim(`from ${first.time} to ${last.time}, ${stats.eventsPerSecond} events/s`));
  const counted = (title: string, rows: LogStats['types']): string =>
    table(
      title,
      rows.map(({ name, events, bytes }) => [grouped(events), formatBytes(bytes), name]),
    );
  const table = (title: string, rows: readonly (readonly string[])[]): string =>
    `\n${renderTable([['events', 'data', title].map(style.dim), ...rows])}`;
  return [
    ...head,
    counted('service', stats.services),
    table(
      'stream type',
      stats.streamTypes.map(({ name, events, bytes, streams }) => [
        grouped(events),
        formatBytes(bytes),
        `${name} ${style.dim(streams === 1 ? '1 stream' : `${grouped(streams)} streams`)}`,
      ]),
    ),
    counted('type', stats.types),
    counted('biggest streams', stats.biggestStreams),
    table(
      'biggest commits',
      stats.biggestCommits.map(({ position, stream, events, bytes }) => [
        grouped(events),
        formatBytes(bytes),
        `${position} ${style.dim(stream)}`,
      ]),
    ),
  ].join('\n');
}
