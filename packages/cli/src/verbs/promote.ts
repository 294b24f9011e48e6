import type { PromoteOptions } from '../commands/change-release.ts';
import {
  canaryOption,
  despiteEvidenceOption,
  environmentOption,
  gatewayOptions,
  reasonOption,
  toOption,
  waitOption,
} from './gateway-options.ts';
import { groups } from './groups.ts';
import { argument, type Verb } from './verb.ts';

export const promote: Verb<PromoteOptions> = {
  usage: 'promote <module@version>',
  group: groups.release,
  summary: 'make a published release live',
  description:
    'Asks the gate first: what would break something that can still be met in the environment is refused, with both sides, ' +
    'the place in the source and the ways out. With --canary a share of the users gets it first; a canary that is worse than ' +
    'what the others have is rolled back by itself, and then goes live with --despite-evidence only. Promoting it again, without --canary, gives it to everybody. A service is ' +
    'started beside the release that runs, and takes over when it has caught up; until then, and if it never does, that one serves on. ' +
    'The policies of its canary are tried on every event without doing anything; they take over with the promotion.',
  options: [
    canaryOption,
    despiteEvidenceOption,
    toOption,
    waitOption,
    reasonOption,
    environmentOption,
    ...gatewayOptions,
  ],
  examples: [
    'tessera promote orders@1.0.1',
    'tessera promote orders@1.0.1 --canary 10%',
    'tessera promote orders@1.0.1 --to staging --reason "faster board"',
  ],
  async run(context, args, options) {
    const { promoteCommand } = await import('../commands/change-release.ts');
    await promoteCommand(context, argument(args, 0), options);
  },
};
