import { groups } from './groups.ts';
import type { Verb } from './verb.ts';

export const stop: Verb = {
  usage: 'stop',
  group: groups.run,
  summary: 'end the product that runs on the data folder, draining it',
  examples: ['tessera stop'],
  async run(context) {
    const { stopCommand } = await import('../commands/status.ts');
    await stopCommand(context);
  },
};
