import type { RollbackOptions } from '../commands/change-release.ts';
import { environmentOption, gatewayOptions, reasonOption, waitOption } from './gateway-options.ts';
import { groups } from './groups.ts';
import { argument, type Verb } from './verb.ts';

export const rollback: Verb<RollbackOptions> = {
  usage: 'rollback <module[@version]>',
  group: groups.release,
  summary: 'return to the release that was live before',
  description:
    'While a canary runs it is the canary that ends: everybody else never left what is live. With a version only that release is taken back, and nothing is done when it has gone already. Of a library each major is live by itself: name it when there are several.',
  options: [waitOption, reasonOption, environmentOption, ...gatewayOptions],
  examples: [
    'tessera rollback orders',
    'tessera rollback orders@1.0.1',
    'tessera rollback orders --reason "totals are wrong"',
    'tessera rollback shared-ui@1',
  ],
  async run(context, args, options) {
    const { rollbackCommand } = await import('../commands/change-release.ts');
    await rollbackCommand(context, argument(args, 0), options);
  },
};
