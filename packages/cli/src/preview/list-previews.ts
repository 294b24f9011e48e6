/** `tessera preview list`: previews that people can be in now. */
import type { Context } from '../commands/context.ts';
import { connect } from '../commands/release-options.ts';
import { listPreviews as previewsIn } from '../gateway/releases-api.ts';
import { renderTable } from '../terminal/table.ts';
import { formatAge } from '../terminal/time.ts';

export interface ListPreviewsOptions {
  readonly environment: string;
  readonly gateway?: string;
  readonly tokenFile?: string;
}

export async function listPreviews(context: Context, { environment, ...options }: ListPreviewsOptions): Promise<void> {
  const { output } = context;
  const now = Date.now();
  const all = await previewsIn(connect(context, 'gateway', options), environment);
  const open = all
    .filter(({ ended, expires }) => !ended && Date.parse(expires) > now)
    .map(({ ended: _ended, ...preview }) => preview)
    .sort((a, b) => (a.expires < b.expires ? -1 : 1));
  output.data(open);
  if (open.length === 0) return output.print(`No preview is open in ${environment}.`);
  const rows = open.map(({ id, releases, team, opened, expires }) => [
    releases.join(', '),
    team,
    `${formatAge(opened, now)} ago`,
    `in ${formatAge(new Date(now).toISOString(), Date.parse(expires))}`,
    id,
  ]);
  output.print(renderTable([['shows', 'team', 'made', 'ends', 'id'].map(output.style.dim), ...rows]));
}
