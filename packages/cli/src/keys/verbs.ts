/** `tessera key …`: by what compositions are signed. */
import { groups } from '../verbs/groups.ts';
import { argument, type AnyVerb, type Verb } from '../verbs/verb.ts';

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

const rotate: Verb = {
  usage: 'rotate',
  group: groups.release,
  summary: 'sign compositions with a new key from now on',
  description: 'The keys before it stay trusted until `tessera key retire`. Nothing has to be restarted.',
  examples: ['tessera key rotate'],
  async run(context) {
    const { rotateKey } = await import('./commands.ts');
    rotateKey(context);
  },
};

const retire: Verb = {
  usage: 'retire <key>',
  group: groups.release,
  summary: 'trust a key no longer',
  description: 'Refused while it is signed with, or while a gateway’s copy is signed by it.',
  examples: ['tessera key retire composition-2026-11-24-5f0c2a91'],
  async run(context, args) {
    const { retireKey } = await import('./commands.ts');
    retireKey(context, argument(args, 0));
  },
};

export const keyVerbs: readonly AnyVerb[] = [list, rotate, retire];
