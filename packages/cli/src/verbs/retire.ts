import type { ReleaseOptions } from '../commands/release-options.ts';
import { environmentOption, gatewayOptions, reasonOption } from './gateway-options.ts';
import { groups } from './groups.ts';
import { argument, type Verb } from './verb.ts';

export const retire: Verb<ReleaseOptions> = {
  usage: 'retire <module>',
  group: groups.release,
  summary: 'take a module out of an environment',
  description:
    'Refused as long as something else that can be met there needs it. Promoting a release of it brings it back. Of a library each major is live by itself: name it when there are several.',
  options: [reasonOption, environmentOption, ...gatewayOptions],
  examples: ['tessera retire insights --reason "nobody uses it"', 'tessera retire shared-ui@1'],
  async run(context, args, options) {
    const { retireCommand } = await import('../commands/change-release.ts');
    await retireCommand(context, argument(args, 0), options);
  },
};
