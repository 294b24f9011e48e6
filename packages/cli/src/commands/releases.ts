/** `tessera promote | rollback | releases` */
import { isModuleName, isVersion } from '@tessera/contracts';
import { randomUUID } from 'node:crypto';
import { CliError } from '../errors/cli-error.ts';
import { findGateway, findToken } from '../gateway/find-gateway.ts';
import { createGatewayClient, type GatewayClient } from '../gateway/gateway-client.ts';
import { listLive, listReleases, promote, rollback, type LiveRow, type ReleaseRow } from '../gateway/releases-api.ts';
import { readTeams } from '../supervisor/plan.ts';
import { formatBytes } from '../terminal/bytes.ts';
import { renderTable } from '../terminal/table.ts';
import { formatAge } from '../terminal/time.ts';
import type { Context } from './context.ts';

export interface ReleaseOptions {
  readonly environment: string;
  readonly reason?: string;
  readonly gateway?: string;
}

export async function promoteCommand(context: Context, release: string, options: ReleaseOptions): Promise<void> {
  const at = release.lastIndexOf('@');
  const [module, version] = at > 0 ? [release.slice(0, at), release.slice(at + 1)] : [release, ''];
  if (!isModuleName(module) || !isVersion(version)) {
    throw new CliError('USAGE', `"${release}" names no release`, {
      advice: 'Write module and version: tessera promote orders@1.0.1. `tessera releases` lists them.',
    });
  }
  const { environment, reason = null } = options;
  const live = await promote(connect(context, module, options), {
    commandId: randomUUID(),
    module,
    version,
    environment,
    reason,
  });
  sayLive(context, live, `${module}@${version}`, environment);
}

export async function rollbackCommand(context: Context, module: string, options: ReleaseOptions): Promise<void> {
  if (!isModuleName(module)) {
    throw new CliError('USAGE', `"${module}" is no module's name`, {
      advice: 'Name the module only: tessera rollback orders. It returns to the release before.',
    });
  }
  const { environment, reason = null } = options;
  const live = await rollback(connect(context, module, options), {
    commandId: randomUUID(),
    module,
    environment,
    reason,
  });
  sayLive(context, live, module, environment);
}

export async function releasesCommand(
  context: Context,
  module: string | undefined,
  options: ReleaseOptions,
): Promise<void> {
  const gateway = connect(context, module ?? 'shell', options);
  const [releases, live] = await Promise.all([listReleases(gateway, module), listLive(gateway, options.environment)]);
  context.output.data(releases);
  context.output.print(
    releases.length === 0
      ? `Nothing is published${module === undefined ? '' : ` of ${module}`} yet.`
      : renderReleases(context, releases, live),
  );
}

function renderReleases(
  { output: { style } }: Context,
  releases: readonly ReleaseRow[],
  live: readonly LiveRow[],
): string {
  const liveVersion = new Map(live.map(({ module, version }) => [module, version]));
  const rows = releases.map(({ module, version, team, size, publishedAt, publishedBy }) => [
    liveVersion.get(module) === version ? style.good('live') : '',
    `${module}@${version}`,
    team,
    formatBytes(size),
    `${formatAge(publishedAt, Date.now())} ago`,
    publishedBy,
  ]);
  return renderTable([['', 'release', 'team', 'size', 'published', 'by'].map(style.dim), ...rows]);
}

function connect({ root, data }: Context, module: string, options: ReleaseOptions): GatewayClient {
  const url = findGateway(data, { flag: options.gateway, env: process.env.TESSERA_GATEWAY });
  // A module that teams.json does not list: then only the platform team can answer for it.
  const team = readTeams(root).modules[module]?.team ?? 'platform';
  return createGatewayClient({ url, token: findToken(data, team, process.env.TESSERA_TOKEN) });
}

function sayLive({ output }: Context, live: LiveRow | null, asked: string, environment: string): void {
  const { style } = output;
  output.data(live);
  const name = live ? `${live.module}@${live.version}` : asked;
  const before = live?.previousVersion
    ? style.dim(` (before: ${live.previousVersion}; back: npx tessera rollback ${live.module})`)
    : '';
  output.print(`${style.good('✓')} ${style.strong(name)} is live in ${environment}${before}`);
}
