/** `tessera diff`: what changes between two releases for everybody else. */
import { compareVersions, isVersion } from '@tessera/contracts';
import { CliError } from '../errors/cli-error.ts';
import { diffReleases, listLive } from '../gateway/releases-api.ts';
import type { Context } from './context.ts';
import { connect, parseRelease } from './release-options.ts';

export interface DiffOptions {
  readonly environment: string;
  readonly gateway?: string;
  readonly tokenFile?: string;
}

/** `from` is a version; without one: what is live. */
export async function diffCommand(
  context: Context,
  release: string,
  fromVersion: string | undefined,
  options: DiffOptions,
): Promise<void> {
  const { module, version: to } = parseRelease(release, 'diff');
  const gateway = connect(context, module, options);
  const live = (await listLive(gateway, options.environment)).filter((row) => row.module === module);
  const major = (version: string) => version.split('.')[0];
  // Of a library with several majors its own, where there is one.
  const from = fromVersion ?? (live.find(({ version }) => major(version) === major(to)) ?? live.at(-1))?.version;
  if (from === undefined || !isVersion(from)) {
    throw new CliError('USAGE', `There is nothing to compare ${release} with`, {
      why: from === undefined ? `no release of ${module} is live in ${options.environment}` : `"${from}" is no version`,
      advice: `Name the other version: tessera diff ${release} 1.0.0`,
    });
  }
  const diff = await diffReleases(gateway, { module, from, to });
  if (diff === null) {
    throw new CliError('NOT_FOUND', `${module}@${from} and ${module}@${to} cannot be compared`, {
      why: 'the contract of one of them is not known',
      advice: `\`tessera releases ${module}\` lists what there is.`,
    });
  }
  const { output } = context;
  const { style } = output;
  output.data(diff);
  const direction = compareVersions(from, to) > 0 ? 'back ' : '';
  output.print(`${style.strong(module)} ${direction}from ${from} to ${to}:`);
  const signs: Readonly<Record<string, string>> = {
    added: style.good('+'),
    removed: style.bad('-'),
    changed: style.warn('~'),
  };
  if (diff.changes.length === 0) output.print('  the same for everybody else');
  for (const { kind, what, text } of diff.changes) output.print(`  ${signs[kind] ?? ' '} ${style.dim(what)} ${text}`);
}
