/** `tessera preview …`: what is published, shown to one person before it is live. */
import { environmentOption, gatewayOptions, waitOption } from '../verbs/gateway-options.ts';
import { groups } from '../verbs/groups.ts';
import { argument, type AnyVerb, type Verb } from '../verbs/verb.ts';
import type { CreatePreviewOptions } from './create-preview.ts';
import type { EndPreviewOptions } from './end-preview.ts';
import type { ListPreviewsOptions } from './list-previews.ts';

const create: Verb<CreatePreviewOptions> = {
  usage: 'create <module@version...>',
  group: groups.release,
  summary: 'a link that shows releases to one person, live or not',
  description:
    'Several releases are shown together. Nothing is promoted, nobody else sees anything of it, and it ends by itself. ' +
    'A release of a service runs beside the live one as long, for that person alone. ' +
    'Made with the deploy token of a team that owns one of them.',
  options: [
    { flags: '--for <user>', description: 'only this person; without it, whoever is signed in and has the link' },
    { flags: '--expires <lifetime>', description: 'hours or days, at most 14d', default: '24h' },
    waitOption,
    ...gatewayOptions,
  ],
  examples: [
    'tessera preview create orders@1.3.0',
    'tessera preview create orders@1.3.0 catalog@2.0.0 --for dana',
    'tessera preview create orders@1.3.0 orders-service@1.4.0',
  ],
  async run(context, [names], options) {
    const { createPreview } = await import('./create-preview.ts');
    await createPreview(context, names as readonly string[], options);
  },
};

const list: Verb<ListPreviewsOptions> = {
  usage: 'list',
  group: groups.release,
  summary: 'previews that are open: what they show, whose, until when; never the links',
  options: [environmentOption, ...gatewayOptions],
  examples: ['tessera preview list', 'tessera preview list --environment staging', 'tessera preview list --json'],
  async run(context, _args, options) {
    const { listPreviews } = await import('./list-previews.ts');
    await listPreviews(context, options);
  },
};

const end: Verb<EndPreviewOptions> = {
  usage: 'end <id>',
  group: groups.release,
  summary: 'end a preview before its time',
  description:
    'Whoever is in it is told, in open tabs at once, and what ran for it alone is stopped. ' +
    'For the team that made it and the platform team.',
  options: gatewayOptions,
  examples: ['tessera preview end 5f0c2a91-7c1e-4b0a-9d57-1f6d3a1c9b42'],
  async run(context, args, options) {
    const { endPreview } = await import('./end-preview.ts');
    await endPreview(context, argument(args, 0), options);
  },
};

export const previewVerbs: readonly AnyVerb[] = [create, list, end];
