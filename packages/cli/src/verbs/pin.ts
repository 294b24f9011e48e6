import type { ReleaseOptions } from '../commands/release-options.ts';
import { environmentOption, gatewayOptions, reasonOption } from './gateway-options.ts';
import { groups } from './groups.ts';
import { argument, type Verb } from './verb.ts';

export const pin: Verb<ReleaseOptions> = {
  usage: 'pin <name> <module@version>',
  group: groups.release,
  summary: 'give a group of people a release of its own',
  description:
    'A group is everybody who signs in with a role of that name: the people of a customer, a department. It keeps the release ' +
    'whatever everybody else gets, until it is unpinned. Not for services: give them to some people by --canary, or in a preview.',
  options: [reasonOption, environmentOption, ...gatewayOptions],
  examples: ['tessera pin northfield orders@1.0.1', 'tessera pin warehouse fulfilment@1.2.0'],
  async run(context, args, options) {
    const { pinCommand } = await import('../commands/change-release.ts');
    await pinCommand(context, argument(args, 0), argument(args, 1), options);
  },
};
