import type { DevOptions } from '../dev/dev.ts';
import { groups } from './groups.ts';
import type { Verb } from './verb.ts';

export const dev: Verb<DevOptions> = {
  usage: 'dev <path...>',
  group: groups.run,
  summary: 'run an app alone, on mocks: no service, no gateway, no log',
  description:
    'Serves the shell with the apps named, from source: what you save is in the page at once, and what was typed there stays. Everything they ask for is answered in the page by ' +
    'the real services on a log in memory, which begins with a scenario. The tab "Mocks" in the corner changes person and scenario, tells a scenario event by event, and takes services down.',
  options: [
    { flags: '--port <number>', description: 'where it listens on this machine (default: 5173, or the next free one)' },
    { flags: '--scenario <name>', description: 'what has happened before', default: 'busy-morning' },
    { flags: '--as <id>', description: 'who is signed in, of the development people', default: 'dana' },
  ],
  examples: ['tessera dev apps/orders', 'tessera dev apps/orders apps/catalog --scenario low-stock --as ada'],
  async run(context, [paths], options) {
    const { devCommand } = await import('../dev/dev.ts');
    await devCommand(context, paths as readonly string[], options);
  },
};
