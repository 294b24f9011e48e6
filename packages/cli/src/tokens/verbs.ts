/** `tessera token …`: by what teams publish and release. */
import { groups } from '../verbs/groups.ts';
import { argument, type AnyVerb, type Verb } from '../verbs/verb.ts';
import type { CreateTokenOptions } from './commands.ts';

const create: Verb<CreateTokenOptions> = {
  usage: 'create <team>',
  group: groups.release,
  summary: 'make a deploy token for a team; it is shown once',
  description:
    'With it the team publishes and releases its own modules, as teams.json has them; the platform team anybody’s. ' +
    'The data folder keeps its hash only. A gateway that runs on it takes it up at once.',
  options: [{ flags: '--expires <lifetime>', description: 'days or hours: 90d, 12h (default: never)' }],
  examples: ['tessera token create orders --expires 90d'],
  async run(context, args, options) {
    const { createToken } = await import('./commands.ts');
    createToken(context, argument(args, 0), options);
  },
};

const list: Verb = {
  usage: 'list',
  group: groups.release,
  summary: 'deploy tokens: whose, since when, until when; never the tokens',
  examples: ['tessera token list', 'tessera token list --json'],
  async run(context) {
    const { listTokens } = await import('./commands.ts');
    listTokens(context);
  },
};

const revoke: Verb = {
  usage: 'revoke <id>',
  group: groups.release,
  summary: 'end a deploy token at once',
  examples: ['tessera token revoke orders-5f0c2a91'],
  async run(context, args) {
    const { revokeToken } = await import('./commands.ts');
    revokeToken(context, argument(args, 0));
  },
};

export const tokenVerbs: readonly AnyVerb[] = [create, list, revoke];
