/** `tessera preview create`: a link to releases that are published and not live, for one person. */
import type { Context } from '../commands/context.ts';
import { connect, parseRelease, parseWait } from '../commands/release-options.ts';
import { untilServed } from '../commands/until-served.ts';
import { CliError } from '../errors/cli-error.ts';
import type { GatewayClient } from '../gateway/gateway-client.ts';
import { servicesStatusOf } from '../supervisor/services-status.ts';
import { lifetimeOf } from '../tokens/lifetime.ts';
import { answerTo } from './answer.ts';

export interface CreatePreviewOptions {
  /** A person's id. */
  readonly for?: string;
  /** `24h`, `7d` */
  readonly expires: string;
  /** Seconds; of services' releases. */
  readonly wait?: string;
  readonly gateway?: string;
  readonly tokenFile?: string;
}

interface Created {
  readonly id: string;
  readonly token: string;
  readonly releases: readonly string[];
  readonly user: string | null;
  readonly expires: string;
  /** Where the releases can be looked at; a gateway from before it was said says nothing. */
  readonly path?: string;
}

export async function createPreview(
  context: Context,
  names: readonly string[],
  options: CreatePreviewOptions,
): Promise<void> {
  const releases = names.map((name) => parseRelease(name, 'preview create'));
  const [first] = releases;
  if (first === undefined) {
    throw new CliError('USAGE', 'A preview of nothing', {
      advice: 'Name releases: tessera preview create orders@1.3.0',
    });
  }
  const gateway = connect(context, first.module, options);
  const response = await gateway.post('/previews', {
    releases: releases.map(({ module, version }) => `${module}@${version}`),
    ...(options.for === undefined ? {} : { user: options.for }),
    expiresSeconds: lifetimeOf(options.expires) / 1000,
  });
  const answer = await answerTo<Created>(response, 'There is no preview');
  const url = new URL(answer.path ?? '/', gateway.url);
  url.searchParams.set('preview', answer.token);
  context.output.data({ ...answer, url: url.href });
  context.output.print(url.href);
  const { style } = context.output;
  context.output.print(
    style.dim(
      `${answer.releases.join(', ')} for ${answer.user ?? 'whoever is signed in and has this link'}, until ${answer.expires}. ?preview=… works at every address; it is left in the page, or with ?preview=off.`,
    ),
  );
  context.output.print(style.dim(`to end it before: npx tessera preview end ${answer.id}`));
  const services = releases.filter(({ module }) => module.endsWith('-service'));
  if (services.length === 0) return;
  const environment = await environmentOf(gateway);
  for (const { module, version } of services) {
    const seconds = parseWait(options.wait);
    const whose = { of: 'preview', preview: answer.id } as const;
    await untilServed(context, gateway, { module, version, environment, whose, seconds });
  }
}

/** Whose composition the gateway serves: a preview is of that. */
async function environmentOf(gateway: GatewayClient): Promise<string> {
  return (await servicesStatusOf(await gateway.get('/_services')))?.environment ?? 'production';
}
