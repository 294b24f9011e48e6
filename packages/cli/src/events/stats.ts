/** `tessera events stats` */
import type { Verb } from '../verbs/verb.ts';
import { collectStats } from './collect-stats.ts';
import { createFilter, filterOptions, type FilterOptions } from './filter.ts';
import { eventGroups } from './groups.ts';
import { logOption, withLog, type LogOptions } from './open-log.ts';
import { renderStats } from './render-stats.ts';

interface StatsOptions extends FilterOptions, LogOptions {
  readonly top?: string;
}

export const stats: Verb<StatsOptions> = {
  usage: 'stats',
  group: eventGroups.read,
  summary: 'how much there is of what: services, types, streams, sizes, rate',
  description:
    'Reads the whole log. Sizes are of events’ JSON, without indexes and what the storage adds. With --json one object.',
  options: [
    ...filterOptions,
    { flags: '--top <number>', description: 'how many of the biggest streams and commits', default: '5' },
    logOption,
  ],
  examples: [
    'tessera events stats',
    'tessera events stats --service orders --from 1h',
    'tessera events stats --json | jq .types',
  ],
  run: (context, _args, options) =>
    withLog(context, options, async (log, signal, url) => {
      const stats = await collectStats(log, { url, filter: createFilter(options), top: options.top }, signal);
      signal.throwIfAborted();
      context.output.data(stats);
      context.output.print(renderStats(stats, context.output.style));
    }),
};
