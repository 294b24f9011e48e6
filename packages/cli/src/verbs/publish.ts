import type { PublishCommandOptions } from '../commands/publish.ts';
import { environmentOption, gatewayOptions } from './gateway-options.ts';
import { groups } from './groups.ts';
import type { Verb } from './verb.ts';

export const publish: Verb<PublishCommandOptions> = {
  usage: 'publish <path...>',
  group: groups.release,
  summary: 'build a module and record it as a release',
  description:
    'Builds the module in <path>, checks its operations and publishes it; what the running graph does not answer yet is told. Nobody sees it ' +
    "until it is promoted, or previewed. The version is package.json's; when that was published with other content, the next free patch version.",
  options: [
    { flags: '--version <version>', description: 'exactly this version, or refuse' },
    { flags: '--promote', description: 'make it live at once' },
    environmentOption,
    ...gatewayOptions,
    { flags: '--wait <seconds>', description: 'wait so long for a product that is starting' },
  ],
  examples: [
    'tessera publish apps/orders',
    'tessera publish apps/orders --promote',
    'tessera publish apps/orders --version 1.1.0',
  ],
  async run(context, [paths], options) {
    const { publishCommand } = await import('../commands/publish.ts');
    return publishCommand(context, paths as readonly string[], options);
  },
};
