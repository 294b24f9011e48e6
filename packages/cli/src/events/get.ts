/** `tessera events get` */
import { decodeCursor } from '@tessera/event-log';
import { CliError } from '../errors/cli-error.ts';
import { argument, type Verb } from '../verbs/verb.ts';
import { eventGroups } from './groups.ts';
import { logOption, withLog, type LogOptions } from './open-log.ts';
import { createPrinter } from './print-events.ts';
import { positionOf } from './read-events.ts';
import { readPosition } from './read-position.ts';

export const get: Verb<LogOptions> = {
  usage: 'get <position>',
  group: eventGroups.read,
  summary: 'one commit, or one event of it, whole',
  description:
    '<position> is a number (a commit: all events that were recorded together), an event’s id like 812-0, or a cursor.',
  options: [logOption],
  examples: ['tessera events get 812', 'tessera events get 812-1 --json'],
  run: (context, args, options) =>
    withLog(context, options, async (log) => {
      const wanted = argument(args, 0);
      const id = /^(\d+)-(\d+)$/.exec(wanted);
      // A cursor may look like an event's id: an epoch may hold dashes, but it is followed by a dot.
      const position = id && !decodeCursor(wanted) ? Number(id[1]) : positionOf(log, wanted);
      const commit = await readPosition(log, position);
      const events = commit?.events.filter((event) => id === null || event.id === wanted) ?? [];
      if (!commit || events.length === 0) {
        const head = await log.head();
        throw new CliError('NOT_FOUND', `There is no ${id ? `event ${wanted}` : `commit at ${position}`} in the log`, {
          why: commit
            ? `the commit at ${position} has ${commit.events.length} event(s), numbered from 0`
            : `the log's newest commit is at ${head}`,
          advice: head === 0 ? 'The log is empty.' : `Ask for a position from 1 to ${head}.`,
        });
      }
      const print = createPrinter(context.output, log.epoch, { pretty: true });
      for (const event of events) await print({ commit, event });
    }),
};
