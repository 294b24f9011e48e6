import type { ReleaseOptions } from '../commands/releases.ts';
import { environmentOption, gatewayOption } from './gateway-options.ts';
import { groups } from './groups.ts';
import type { Verb } from './verb.ts';

export const releases: Verb<ReleaseOptions> = {
  usage: 'releases [module]',
  group: groups.release,
  summary: 'what is published, and what of it is live',
  options: [environmentOption, gatewayOption],
  examples: ['tessera releases', 'tessera releases orders --json'],
  async run(context, [module], options) {
    const { releasesCommand } = await import('../commands/releases.ts');
    await releasesCommand(context, module as string | undefined, options);
  },
};
