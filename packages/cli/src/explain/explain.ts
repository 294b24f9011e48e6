/** `tessera explain` */
import { CliError } from '../errors/cli-error.ts';
import { eventLine } from '../events/event-line.ts';
import { logOption, withLog, type LogOptions } from '../events/open-log.ts';
import { groups } from '../verbs/groups.ts';
import { argument, type Verb } from '../verbs/verb.ts';

export const explain: Verb<LogOptions> = {
  usage: 'explain <entity>',
  group: groups.log,
  summary: 'the history that led to a document’s present state',
  description:
    'Folds the log by the service’s own definition, step by step, and prints each event with what it changed: in the state that commands are decided on, and in documents. Events of other services that changed it, or that a policy answered, stand between.\n\n' +
    '<entity> is a stream (orders/order/o_123), a document (orders.orders/o_123), or anything that names an entity: its id alone, an order’s number. With --json one object per event, and a last one with what it came to.',
  options: [logOption],
  examples: [
    'tessera explain orders/order/o_123',
    'tessera explain BW-7K2M',
    'tessera explain fulfilment.stock/SEA-GSK-100 --json | jq -r .type',
  ],
  run: (context, args, options) =>
    withLog(context, options, async (log, signal) => {
      const { findEntity } = await import('./entity.ts');
      const { findService } = await import('./find-service.ts');
      const { historyOf } = await import('./history.ts');
      const { renderHistory } = await import('./render-history.ts');
      const wanted = argument(args, 0);
      const entity = await findEntity(log, wanted, signal);
      if (entity.kind === 'stream' && entity.others.length > 0) {
        process.stderr.write(`${entity.stream}; "${wanted}" also names ${entity.others.join(', ')}\n`);
      }
      const history = await historyOf(log, await findService(context.root, entity.service), entity, signal);
      if (history.chapters.length === 0) {
        throw new CliError('NOT_FOUND', `Nothing in the log led to ${wanted}`, {
          advice:
            'Check the spelling: a stream is orders/order/<id>, a document orders.<projection>/<key>. `tessera events stats` shows what there is.',
        });
      }
      const { output } = context;
      if (!output.json) return output.line(renderHistory(entity, history, output.style));
      for (const { commit, event, changes, parked, causedBy } of history.chapters) {
        const line = { ...eventLine(log.epoch, { commit, event }), changes, parked, ...(causedBy ? { causedBy } : {}) };
        await output.line(JSON.stringify(line));
      }
      await output.line(JSON.stringify({ now: history.now, contributors: history.contributors }));
    }),
};
