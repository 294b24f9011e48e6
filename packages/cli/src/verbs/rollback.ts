import type { ReleaseOptions } from '../commands/releases.ts';
import { environmentOption, gatewayOption, reasonOption } from './gateway-options.ts';
import { groups } from './groups.ts';
import { argument, type Verb } from './verb.ts';

export const rollback: Verb<ReleaseOptions> = {
  usage: 'rollback <module>',
  group: groups.release,
  summary: 'return to the release that was live before',
  options: [reasonOption, environmentOption, gatewayOption],
  examples: ['tessera rollback orders'],
  async run(context, args, options) {
    const { rollbackCommand } = await import('../commands/releases.ts');
    await rollbackCommand(context, argument(args, 0), options);
  },
};
