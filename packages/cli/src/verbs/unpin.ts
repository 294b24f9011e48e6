import type { ReleaseOptions } from '../commands/release-options.ts';
import { environmentOption, gatewayOptions, reasonOption } from './gateway-options.ts';
import { groups } from './groups.ts';
import { argument, type Verb } from './verb.ts';

export const unpin: Verb<ReleaseOptions> = {
  usage: 'unpin <name> <module>',
  group: groups.release,
  summary: 'give a named group what everybody has',
  options: [reasonOption, environmentOption, ...gatewayOptions],
  examples: ['tessera unpin northfield orders'],
  async run(context, args, options) {
    const { unpinCommand } = await import('../commands/change-release.ts');
    await unpinCommand(context, argument(args, 0), argument(args, 1), options);
  },
};
