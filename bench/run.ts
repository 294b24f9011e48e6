/** `npm run bench -- <name> [--json] [--quick]`: runs `bench/src/<name>.ts`, or lists what there is. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { report, type Reporter } from './src/figures.ts';
import { writeTables } from './tables.ts';

const known = readdirSync(join(import.meta.dirname, 'src'))
  .filter((file) => file.endsWith('.bench.ts'))
  .map((file) => file.slice(0, -'.bench.ts'.length));

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean', default: false }, quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const name = positionals[0];
if (name === undefined || !known.includes(name)) {
  console.error(
    `${name === undefined ? 'Which benchmark?' : `There is no benchmark "${name}".`} There are: ${known.join(', ')}.\nUse: npm run bench -- <name> [--json] [--quick]`,
  );
  process.exit(2);
}
const benchmark = (await import(`./src/${name}.bench.ts`)) as { run(reporter: Reporter): Promise<void> };
await report(name, values, benchmark.run);
if (!values.quick) writeTables();
