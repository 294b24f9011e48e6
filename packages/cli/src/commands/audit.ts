/** `tessera audit`: who did what, when, why, and what the gate said. */
import { CliError } from '../errors/cli-error.ts';
import { listHistory, type HistoryPage, type HistoryRow } from '../gateway/releases-api.ts';
import { renderTable } from '../terminal/table.ts';
import type { Context } from './context.ts';
import { connect } from './release-options.ts';

export interface AuditOptions {
  readonly environment?: string;
  readonly team?: string;
  readonly action?: string;
  readonly refused?: boolean;
  readonly limit: string;
  readonly gateway?: string;
  readonly tokenFile?: string;
}

const pageSize = 200;

export async function auditCommand(context: Context, module: string | undefined, options: AuditOptions): Promise<void> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1) {
    throw new CliError('USAGE', `"${options.limit}" is no number of entries`, { advice: 'Write --limit 50.' });
  }
  const gateway = connect(context, module ?? 'shell', options);
  const action = options.refused ? 'REFUSED' : options.action?.toUpperCase().replaceAll('-', '_');
  const filter = { module, environment: options.environment, team: options.team, action };
  const rows: HistoryRow[] = [];
  let after: string | null = null;
  let total: number;
  do {
    const page: HistoryPage = await listHistory(gateway, {
      ...filter,
      first: Math.min(pageSize, limit - rows.length),
      after,
    });
    rows.push(...page.items);
    ({ next: after, total } = page);
  } while (after !== null && rows.length < limit);

  const { output } = context;
  output.data(rows);
  output.print(rows.length === 0 ? 'Nothing was done or refused.' : render(context, rows));
  if (total > rows.length) output.print(output.style.dim(`${total - rows.length} older entries; --limit shows more`));
}

function render({ output: { style } }: Context, rows: readonly HistoryRow[]): string {
  const table = rows.map((row) => [
    style.dim(row.at.slice(0, 19).replace('T', ' ')),
    row.action === 'REFUSED' ? style.bad('refused') : row.action.toLowerCase().replaceAll('_', ' '),
    `${row.module}@${row.version}${row.previousVersion === null ? '' : style.dim(` ← ${row.previousVersion}`)}`,
    row.environment ?? '',
    row.by ?? style.dim('erased'),
    details(row),
  ]);
  return renderTable([['at (UTC)', 'what', 'release', 'environment', 'by', ''].map(style.dim), ...table]);
}

function details({ reason, share, pin, judgement, refusals }: HistoryRow): string {
  const codes = [...new Set(refusals.map(({ code }) => code))];
  return [
    share === null ? '' : `${share} %`,
    pin === null ? '' : `for ${pin}`,
    codes.length > 0 ? codes.join(', ') : judgement === null ? '' : `judged against ${judgement.releases}`,
    reason ?? '',
  ]
    .filter((part) => part !== '')
    .join('; ');
}
