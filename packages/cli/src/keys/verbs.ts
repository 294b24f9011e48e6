/** `tessera key …`: by what compositions and previews are signed. */
import { groups } from '../verbs/groups.ts';
import { argument, type AnyVerb, type Verb } from '../verbs/verb.ts';
import type { RotateOptions } from './commands.ts';

const list: Verb = {
  usage: 'list',
  group: groups.release,
  summary: 'the keys gateways trust, and which one is signed with',
  examples: ['tessera key list'],
  async run(context) {
    const { listKeys } = await import('./commands.ts');
    listKeys(context);
  },
};

const rotate: Verb<RotateOptions> = {
  usage: 'rotate',
  group: groups.release,
  summary: 'sign compositions, or previews, with a new key from now on',
  description: 'The keys before it stay trusted until `tessera key retire`. Nothing has to be restarted.',
  options: [{ flags: '--previews', description: 'the key of previews; without it, that of compositions' }],
  examples: ['tessera key rotate', 'tessera key rotate --previews'],
  async run(context, _args, options) {
    const { rotateKey } = await import('./commands.ts');
    rotateKey(context, options);
  },
};

const retire: Verb = {
  usage: 'retire <key>',
  group: groups.release,
  summary: 'trust a key no longer',
  description:
    'Previews that it signed are over at once. Refused while it is signed with, or while a gateway’s copy of a composition is signed by it.',
  examples: ['tessera key retire composition-2026-11-24-5f0c2a91'],
  async run(context, args) {
    const { retireKey } = await import('./commands.ts');
    retireKey(context, argument(args, 0));
  },
};

export const keyVerbs: readonly AnyVerb[] = [list, rotate, retire];
