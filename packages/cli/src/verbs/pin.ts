import type { ReleaseOptions } from '../commands/release-options.ts';
import { environmentOption, gatewayOptions, reasonOption } from './gateway-options.ts';
import { groups } from './groups.ts';
import { argument, type Verb } from './verb.ts';

export const pin: Verb<ReleaseOptions> = {
  usage: 'pin <name> <module@version>',
  group: groups.release,
  summary: 'give a named group a release of its own',
  description: 'A customer, a preview. The group keeps it whatever everybody else gets, until it is unpinned.',
  options: [reasonOption, environmentOption, ...gatewayOptions],
  examples: ['tessera pin northfield orders@1.0.1'],
  async run(context, args, options) {
    const { pinCommand } = await import('../commands/change-release.ts');
    await pinCommand(context, argument(args, 0), argument(args, 1), options);
  },
};
