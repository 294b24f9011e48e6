import { groups } from './groups.ts';
import type { Verb } from './verb.ts';

export const status: Verb = {
  usage: 'status',
  group: groups.run,
  summary: 'what is running: processes, pids, ports, restarts, rebuilds',
  examples: ['tessera status', 'tessera status --json'],
  async run(context) {
    const { statusCommand } = await import('../commands/status.ts');
    await statusCommand(context);
  },
};
