/** `tessera preview …`: what is published, shown to one person before it is live. */
import { gatewayOptions } from '../verbs/gateway-options.ts';
import { groups } from '../verbs/groups.ts';
import type { AnyVerb, Verb } from '../verbs/verb.ts';
import type { CreatePreviewOptions } from './create-preview.ts';

const create: Verb<CreatePreviewOptions> = {
  usage: 'create <module@version...>',
  group: groups.release,
  summary: 'a link that shows releases to one person, live or not',
  description:
    'Several releases are shown together. Nothing is promoted, nobody else sees anything of it, and it ends by itself. ' +
    'Made with the deploy token of a team that owns one of them.',
  options: [
    { flags: '--for <user>', description: 'only this person; without it, whoever is signed in and has the link' },
    { flags: '--expires <lifetime>', description: 'hours or days, at most 14d', default: '24h' },
    ...gatewayOptions,
  ],
  examples: ['tessera preview create orders@1.3.0', 'tessera preview create orders@1.3.0 catalog@2.0.0 --for dana'],
  async run(context, [names], options) {
    const { createPreview } = await import('./create-preview.ts');
    await createPreview(context, names as readonly string[], options);
  },
};

export const previewVerbs: readonly AnyVerb[] = [create];
