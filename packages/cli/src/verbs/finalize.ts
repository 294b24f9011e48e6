import type { FinalizeOptions } from '../commands/change-release.ts';
import { environmentOption, gatewayOptions, reasonOption, waitOption } from './gateway-options.ts';
import { groups } from './groups.ts';
import { argument, type Verb } from './verb.ts';

export const finalize: Verb<FinalizeOptions> = {
  usage: 'finalize <module>',
  group: groups.release,
  summary: 'give up the way back, so that nothing is judged beside it any more',
  description:
    'What is live stays live, and can no longer be rolled back in one step; an earlier release can still be promoted by name, and is judged then. So an app may use at once what a service has had since its last release. Canaries and pins stay. Of a service it waits until requests go to what is live, and what ran before is then stopped. Of a library each major is live by itself: name it when there are several.',
  options: [waitOption, reasonOption, environmentOption, ...gatewayOptions],
  examples: ['tessera finalize orders-service --reason "the app needs Order.note"', 'tessera finalize shared-ui@1'],
  async run(context, args, options) {
    const { finalizeCommand } = await import('../commands/change-release.ts');
    await finalizeCommand(context, argument(args, 0), options);
  },
};
