import type { ReleasesOptions } from '../commands/releases.ts';
import { environmentOption, gatewayOptions } from './gateway-options.ts';
import { groups } from './groups.ts';
import type { Verb } from './verb.ts';

export const releases: Verb<ReleasesOptions> = {
  usage: 'releases [module]',
  group: groups.release,
  summary: 'what is published, and what of it is live',
  options: [environmentOption, ...gatewayOptions],
  examples: ['tessera releases', 'tessera releases orders --environment staging', 'tessera releases orders --json'],
  async run(context, [module], options) {
    const { releasesCommand } = await import('../commands/releases.ts');
    await releasesCommand(context, module as string | undefined, options);
  },
};
