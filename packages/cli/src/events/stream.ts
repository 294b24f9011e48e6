/** `tessera events stream` */
import { CliError } from '../errors/cli-error.ts';
import { argument, type Verb } from '../verbs/verb.ts';
import { findStream } from './find-stream.ts';
import { createFilter, filterOptions, type FilterOptions } from './filter.ts';
import { eventGroups } from './groups.ts';
import { logOption, withLog, type LogOptions } from './open-log.ts';
import { createPrinter, printOptions, type PrintOptions } from './print-events.ts';

type StreamOptions = Omit<FilterOptions, 'stream' | 'service'> & LogOptions & PrintOptions;

export const stream: Verb<StreamOptions> = {
  usage: 'stream <entity>',
  group: eventGroups.read,
  summary: 'everything that happened to one entity',
  description:
    '<entity> is a stream (orders/order/o_123, or ev.orders.order.o_123), or anything that names one: the id alone, or what stands in its events, like an order’s number.',
  options: [...filterOptions.filter(({ flags }) => !/^--(stream|service) /.test(flags)), ...printOptions, logOption],
  examples: [
    'tessera events stream orders/order/o_123',
    'tessera events stream BW-7K2M --pretty',
    'tessera events stream o_123 --json | jq .data',
  ],
  run: (context, args, options) =>
    withLog(context, options, async (log, signal) => {
      const wanted = argument(args, 0);
      const { stream: name, others } = await findStream(log, wanted, signal);
      if (others.length > 0) {
        process.stderr.write(`${name}; "${wanted}" also names ${others.join(', ')}\n`);
      }
      const { commits } = await log.read(name);
      const filter = createFilter(options);
      const print = createPrinter(context.output, log.epoch, options);
      let left = filter.limit;
      for (const commit of commits) {
        for (const event of commit.events) {
          if (signal.aborted || left <= 0) return;
          if (!filter.matches(commit, event)) continue;
          await print({ commit, event });
          left--;
        }
      }
      if (commits.length > 0) return;
      throw new CliError('NOT_FOUND', `Nothing was ever recorded in ${name}`, {
        advice: 'Look for it: `tessera events tail --no-follow --type …`, or name it by its number or id alone.',
      });
    }),
};
