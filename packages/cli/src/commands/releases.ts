/** `tessera releases` */
import { listLive, listReleases, type LiveRow, type ReleaseRow } from '../gateway/releases-api.ts';
import { formatBytes } from '../terminal/bytes.ts';
import { renderTable } from '../terminal/table.ts';
import { formatAge } from '../terminal/time.ts';
import type { Context } from './context.ts';
import { connect } from './release-options.ts';

export interface ReleasesOptions {
  readonly environment: string;
  readonly gateway?: string;
  readonly tokenFile?: string;
}

export async function releasesCommand(
  context: Context,
  module: string | undefined,
  options: ReleasesOptions,
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
  // Of a library there is a row for each major that is live.
  const rowsOf = Map.groupBy(live, (row) => row.module);
  const rows = releases.map(({ module, version, team, size, publishedAt, publishedBy }) => [
    standing(rowsOf.get(module) ?? [], version, style),
    `${module}@${version}`,
    team,
    formatBytes(size),
    `${formatAge(publishedAt, Date.now())} ago`,
    publishedBy ?? style.dim('erased'),
  ]);
  return renderTable([['', 'release', 'team', 'size', 'published', 'by'].map(style.dim), ...rows]);
}

/** What a release is to whom. */
function standing(live: readonly LiveRow[], version: string, style: Context['output']['style']): string {
  const parts = live.flatMap((row) => [
    row.version === version ? style.good('live') : '',
    row.canaryVersion === version ? style.warn(`canary ${row.canaryShare} %`) : '',
    row.previousVersion === version ? style.dim('previous') : '',
    row.killed.includes(version) ? style.bad('killed') : '',
    ...row.pins.filter((pin) => pin.version === version).map(({ name }) => `for ${name}`),
  ]);
  return parts.filter((part) => part !== '').join(', ');
}
