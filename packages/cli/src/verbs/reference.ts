/** docs/reference/cli.md, made from the tables of verbs: what `--help` says, on one page. */
import { exitCodes } from '../errors/codes.ts';
import { families, verbs } from './table.ts';
import type { AnyVerb } from './verb.ts';

const opening = `# The \`tessera\` command

Made from the tables of verbs (\`packages/cli/src/verbs/table.ts\`, \`packages/cli/src/events/verbs.ts\`); a test compares. After adding a verb:
\`node node_modules/vitest/vitest.mjs run --project unit packages/cli/src/verbs -u\`.

Run it as \`npx tessera …\` in the repository. Every verb has \`--help\`, and

| option | |
|---|---|
| \`--data <folder>\` | the data folder of the product (default: \`TESSERA_DATA\`, else \`.data\` in the repository) |
| \`--json\` | results as JSON on stdout, and nothing else there; progress and errors (one JSON object) go to stderr |

Verbs that read the log take it from \`--log\`, else \`TESSERA_LOG\`, else the product that runs (or last ran) on the data folder: any engine. They make no log where there is none, and say so. Colours appear on a terminal only (\`NO_COLOR\` is respected); a closed pipe (\`| head\`) and Ctrl+C end them quietly. What others wrote (reasons, names, event data) cannot steer the terminal: what would is shown as �; \`--json\` has it as it is.
`;

export function renderReference(): string {
  const codes = new Map<number, string[]>();
  for (const [code, exit] of Object.entries(exitCodes)) codes.set(exit, [...(codes.get(exit) ?? []), `\`${code}\``]);
  return [
    opening,
    ...sections('', verbs),
    ...families.flatMap(({ name, verbs: below }) => sections(`${name} `, below)),
    '## Exit codes\n',
    '| code | when |\n|---|---|',
    '| 0 | done |',
    ...[...codes].map(([exit, names]) => `| ${exit} | ${names.join(', ')} |`),
    '| 130 | interrupted before it was done |',
    '',
    'A code in square brackets ends the first line of every error: of what was refused elsewhere that of whoever refused it (`REFUSED_BY_GATE`). As JSON it is `{error: {code, refusal?, field?, message, why?, advice}}`, `code` as above, `refusal` the other’s. The log’s own (`LOG`: any code of docs/reference/event-log.md) keep theirs. `events verify` ends with 1 when the log is not sound.',
    '',
  ].join('\n');
}

/** Verbs of one heading together, in the order of their table. */
function sections(prefix: string, all: readonly AnyVerb[]): string[] {
  const groups = new Map<string, AnyVerb[]>();
  for (const verb of all) groups.set(verb.group, [...(groups.get(verb.group) ?? []), verb]);
  return [...groups].flatMap(([group, members]) => [
    `## ${prefix === '' ? '' : `\`${prefix.trim()}\`: `}${group.replace(/:$/, '')}\n`,
    ...members.map((verb) => section(prefix, verb)),
  ]);
}

function section(prefix: string, { usage, summary, description, options = [], examples }: AnyVerb): string {
  const rows = options.map(
    ({ flags, description: what, default: value }) =>
      `| \`${flags}\` | ${what.replaceAll('|', '\\|')}${value === undefined ? '' : ` (default: ${value})`} |`,
  );
  return [
    `### \`tessera ${prefix}${usage}\`\n`,
    `${summary[0]!.toUpperCase()}${summary.slice(1)}.${description === undefined ? '' : ` ${asCode(description)}`}\n`,
    ...(rows.length === 0 ? [] : ['| option | |\n|---|---|', ...rows, '']),
    `\`\`\`sh\n${examples.join('\n')}\n\`\`\`\n`,
  ].join('\n');
}

/** In Markdown `<file>` would be a tag. */
function asCode(text: string): string {
  return text.replace(/(?<![`(])<[^>]+>|\[file\]/g, '`$&`');
}
