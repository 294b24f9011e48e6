import type { ReleaseOptions } from '../commands/release-options.ts';
import { environmentOption, gatewayOptions, reasonOption } from './gateway-options.ts';
import { groups } from './groups.ts';
import { argument, type Verb } from './verb.ts';

export const rollback: Verb<ReleaseOptions> = {
  usage: 'rollback <module>',
  group: groups.release,
  summary: 'return to the release that was live before',
  description: 'While a canary runs it is the canary that ends: everybody else never left what is live.',
  options: [reasonOption, environmentOption, ...gatewayOptions],
  examples: ['tessera rollback orders', 'tessera rollback orders --reason "totals are wrong"'],
  async run(context, args, options) {
    const { rollbackCommand } = await import('../commands/change-release.ts');
    await rollbackCommand(context, argument(args, 0), options);
  },
};
