/** `tessera events tail` */
import type { Verb } from '../verbs/verb.ts';
import { createFilter, filterOptions, parseCount, type FilterOptions } from './filter.ts';
import { eventGroups } from './groups.ts';
import { logOption, withLog, type LogOptions } from './open-log.ts';
import { createPrinter, printOptions, type PrintOptions } from './print-events.ts';
import { positionOf, readEvents, type FoundEvent } from './read-events.ts';

export interface TailOptions extends FilterOptions, LogOptions, PrintOptions {
  readonly after?: string;
  readonly last?: string;
  readonly follow: boolean;
}

export const tail: Verb<TailOptions> = {
  usage: 'tail',
  group: eventGroups.read,
  summary: 'what happened, and what happens',
  description:
    'Prints events oldest first, then waits for more until Ctrl+C. With --json one object per line; its `cursor` is what ' +
    '--after takes to go on from there.',
  options: [
    ...filterOptions,
    {
      flags: '--after <position>',
      description: 'a number, or a cursor as --json prints it (default: from the beginning)',
    },
    { flags: '--last <number>', description: 'begin with so many of the events that are there' },
    { flags: '--no-follow', description: 'end at what is there now' },
    ...printOptions,
    logOption,
  ],
  examples: [
    'tessera events tail --service orders',
    'tessera events tail --last 20',
    'tessera events tail --from 10m --user ada --pretty',
    'tessera events tail --no-follow --json | jq -r .type | sort | uniq -c',
  ],
  run: (context, _args, options) =>
    withLog(context, options, async (log, signal) => {
      const filter = createFilter(options);
      const print = createPrinter(context.output, log.epoch, options);
      let after = positionOf(log, options.after);
      let left = filter.limit;
      const last = parseCount('--last', options.last);
      if (last !== undefined) {
        // Taken before reading: what is recorded meanwhile comes after it, and is not skipped.
        const head = await log.head();
        const newest: FoundEvent[] = [];
        for await (const found of readEvents(
          log,
          { after, filter: { ...filter, limit: Infinity }, follow: false },
          signal,
        )) {
          if (found.commit.position > head) break;
          newest.push(found);
          if (newest.length > last) newest.shift();
        }
        for (const found of newest.slice(0, left)) await print(found);
        left -= newest.length;
        after = Math.max(after, head);
      }
      if (left <= 0 || (last !== undefined && !options.follow)) return;
      const reading = { after, filter: { ...filter, limit: left }, follow: options.follow };
      for await (const found of readEvents(log, reading, signal)) await print(found);
    }),
};
