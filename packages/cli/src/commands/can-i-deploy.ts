/** `tessera can-i-deploy` */
import { exitCodes } from '../errors/codes.ts';
import { CliError } from '../errors/cli-error.ts';
import { canIDeploy } from '../gateway/releases-api.ts';
import type { Context } from './context.ts';
import { connect, parseRelease, parseShare } from './release-options.ts';

export interface CanIDeployOptions {
  readonly environment: string;
  readonly to?: string;
  readonly canary?: string;
  readonly gateway?: string;
  readonly tokenFile?: string;
}

/** Answers the exit code: 0 = yes. */
export async function canIDeployCommand(
  context: Context,
  release: string,
  options: CanIDeployOptions,
): Promise<number> {
  const { module, version } = parseRelease(release, 'can-i-deploy');
  const environment = options.to ?? options.environment;
  const question = { module, version, environment, share: parseShare(options.canary) };
  const verdict = await canIDeploy(connect(context, module, options), question);
  if (verdict === null) {
    throw new CliError('NOT_FOUND', `There is nothing to judge: no contract of ${release} is known`, {
      why: 'it was never published, or by a `tessera` that did not record contracts',
      advice: `\`tessera releases ${module}\` lists what there is; \`tessera publish <path>\` publishes.`,
    });
  }
  const { output } = context;
  output.data(verdict);
  output.print(`${verdict.ok ? output.style.good('✓') : output.style.bad('✗')} ${verdict.text.trimEnd()}`);
  return verdict.ok ? 0 : exitCodes.REFUSED;
}
