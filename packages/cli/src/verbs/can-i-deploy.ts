import type { CanIDeployOptions } from '../commands/can-i-deploy.ts';
import { canaryOption, environmentOption, gatewayOptions, toOption } from './gateway-options.ts';
import { groups } from './groups.ts';
import { argument, type Verb } from './verb.ts';

export const canIDeploy: Verb<CanIDeployOptions> = {
  usage: 'can-i-deploy <module@version>',
  group: groups.release,
  summary: 'ask the gate, and change nothing',
  description:
    'Judges the release against everything that can be met in the environment: what is live, canaries, pins, what a rollback ' +
    'returns to, and what open tabs still run. Ends with 0 when it may go live, with 1 and all reasons when not.',
  options: [canaryOption, toOption, environmentOption, ...gatewayOptions],
  examples: ['tessera can-i-deploy orders@1.0.1', 'tessera can-i-deploy orders-service@2.0.0 --to staging --json'],
  async run(context, args, options) {
    const { canIDeployCommand } = await import('../commands/can-i-deploy.ts');
    return canIDeployCommand(context, argument(args, 0), options);
  },
};
