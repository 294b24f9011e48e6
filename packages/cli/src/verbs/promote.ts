import type { ReleaseOptions } from '../commands/releases.ts';
import { environmentOption, gatewayOption, reasonOption } from './gateway-options.ts';
import { groups } from './groups.ts';
import { argument, type Verb } from './verb.ts';

export const promote: Verb<ReleaseOptions> = {
  usage: 'promote <module@version>',
  group: groups.release,
  summary: 'make a published release live',
  options: [reasonOption, environmentOption, gatewayOption],
  examples: ['tessera promote orders@1.0.1', 'tessera promote orders@1.0.1 --reason "faster board"'],
  async run(context, args, options) {
    const { promoteCommand } = await import('../commands/releases.ts');
    await promoteCommand(context, argument(args, 0), options);
  },
};
