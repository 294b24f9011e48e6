import { setTimeout as sleep } from 'node:timers/promises';
import { askService, serviceProcesses, type ServiceStatus } from '../services/service-processes.ts';
import { argument, type Verb } from '../verbs/verb.ts';
import { eventGroups } from './groups.ts';

/** How often progress is looked at, milliseconds. */
const everyMs = 250;

export const rebuild: Verb = {
  usage: 'rebuild <service> [projection]',
  group: eventGroups.views,
  summary: 'fold a view anew from the log, while the present one is served',
  description:
    'One replica after the other; browsers get the new view in one step. After a change of code this happens by itself.\n' +
    'Interrupted, it goes on by itself when the service starts again.',
  examples: ['tessera events rebuild orders', 'tessera events rebuild orders priceList --json'],
  async run({ data, output }, args) {
    const service = argument(args, 0);
    const projection = args[1];
    const results = [];
    for (const process of serviceProcesses(data, service)) {
      const started = performance.now();
      const body = typeof projection === 'string' ? { projections: [projection] } : {};
      const { projections } = await askService<{ projections: string[] }>(data, process, '/admin/rebuild', body);
      let said = -10;
      for (;;) {
        const { rebuilding, position } = await askService<ServiceStatus>(data, process, '/readyz');
        if (rebuilding === undefined) {
          const seconds = Math.round((performance.now() - started) / 100) / 10;
          results.push({ process: process.name, projections, position, seconds });
          output.say(
            `${output.style.good('✓')} ${process.name}: ${projections.join(', ')} as of ${position}, ${seconds} s`,
          );
          break;
        }
        // Before it has read how much there is, it has nothing to say.
        if (rebuilding.head > 0 && rebuilding.percent >= said + 10) {
          said = rebuilding.percent;
          const failing = rebuilding.failing === undefined ? '' : `; tried again after: ${rebuilding.failing}`;
          output.say(
            `  ${process.name}: ${rebuilding.percent} % (${rebuilding.position} of ${rebuilding.head})${failing}`,
          );
        }
        await sleep(everyMs);
      }
    }
    output.data(results);
  },
};
