import type { DiffOptions } from '../commands/diff.ts';
import { environmentOption, gatewayOptions } from './gateway-options.ts';
import { groups } from './groups.ts';
import { argument, type Verb } from './verb.ts';

export const diff: Verb<DiffOptions> = {
  usage: 'diff <module@version> [from]',
  group: groups.release,
  summary: 'what a release changes for everybody else',
  description:
    'Compares contracts: operations, fields, events, slots, shared packages. Without [from] it starts from what is live.',
  options: [environmentOption, ...gatewayOptions],
  examples: ['tessera diff orders-service@2.0.0', 'tessera diff orders@1.0.1 1.0.0 --json'],
  async run(context, args, options) {
    const { diffCommand } = await import('../commands/diff.ts');
    await diffCommand(context, argument(args, 0), args[1] as string | undefined, options);
  },
};
