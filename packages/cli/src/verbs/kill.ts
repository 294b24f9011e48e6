import type { KillOptions } from '../commands/change-release.ts';
import { environmentOption, gatewayOptions, reasonOption } from './gateway-options.ts';
import { groups } from './groups.ts';
import { argument, type Verb } from './verb.ts';

export const kill: Verb<KillOptions> = {
  usage: 'kill <module@version>',
  group: groups.release,
  summary: 'take a release off every page and open tab at once, for good',
  description:
    'Ends its canary and its pins. When everybody has it, the release before takes its place, or the one that --replace-by ' +
    'names. A killed release never goes live in the environment again.',
  options: [
    { flags: '--replace-by <version>', description: 'what takes its place (default: what was live before)' },
    reasonOption,
    environmentOption,
    ...gatewayOptions,
  ],
  examples: ['tessera kill orders@1.0.1 --reason "loses drafts"', 'tessera kill orders@1.0.1 --replace-by 1.0.2'],
  async run(context, args, options) {
    const { killCommand } = await import('../commands/change-release.ts');
    await killCommand(context, argument(args, 0), options);
  },
};
