/** Makes the table of docs/reference/figures.md from the committed results. Run by `npm run bench` after each benchmark. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figure } from './src/figures.ts';

interface Result {
  readonly name: string;
  readonly startedAt: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryGiB: number;
    readonly platform: string;
  };
  readonly versions: Readonly<Record<string, string>>;
  readonly figures: readonly Figure[];
}

const results = join(import.meta.dirname, 'results');
const page = join(import.meta.dirname, '../docs/reference/figures.md');

export function writeTables(): void {
  const all = existsSync(results)
    ? readdirSync(results)
        .filter((file) => file.endsWith('.json'))
        .sort()
        .map((file) => JSON.parse(readFileSync(join(results, file), 'utf8')) as Result)
    : [];
  mkdirSync(join(page, '..'), { recursive: true });
  writeFileSync(page, [head, ...all.map(section)].join('\n'));
}

const head = `# Figures

Made from \`bench/results/\` by \`npm run bench -- <name>\`; do not edit. Machines are shared and noisy: compare figures of one run, and read absolute times as orders of magnitude.
`;

function section({ name, startedAt, machine, versions, figures }: Result): string {
  const rows = figures.map(
    ({ figure, value, unit, bound }) => `| \`${figure}\` | ${show(value)} ${unit} | ${bound ?? ''} |`,
  );
  return `## ${name}

${startedAt.slice(0, 10)}, ${machine.cores} × ${machine.cpu}, ${machine.memoryGiB} GiB, ${machine.platform}; ${Object.entries(
    versions,
  )
    .map(([what, version]) => `${what} ${version}`)
    .join(', ')}

| figure | measured | promised |
|---|---|---|
${rows.join('\n')}
`;
}

function show(value: number): string {
  return Number.isInteger(value) ? value.toLocaleString('en-GB') : Number(value.toPrecision(4)).toLocaleString('en-GB');
}

if (process.argv[1] === import.meta.filename) writeTables();
