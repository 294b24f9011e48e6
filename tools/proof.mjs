/**
 * `npm run proof -- <name> [--option number …]`: a long repetition of what a test does once, run here and now. A proof is
 * `<package>/proofs/<name>.ts` and exports `run(options)`, which answers plain data; `ok: false` in it means that it does
 * not hold. The result goes to `docs/proofs/<name>.json`, with machine and versions.
 */
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { exitWithParent } from './bootstrap/exit-with-parent.mjs';

exitWithParent();
const root = fileURLToPath(new URL('..', import.meta.url));
const nameOf = (path) => basename(path, '.ts');
// A folder of proofs also holds what they share; a proof is what can be run.
const proofs = globSync('{packages/*,services/*,gateway,shell}/proofs/*.ts', { cwd: root })
  .filter((path) => /^export (async )?function run\(/m.test(readFileSync(join(root, path), 'utf8')))
  .sort();

const [name, ...rest] = process.argv.slice(2);
const [path, ...more] = proofs.filter((one) => nameOf(one) === name);
if (path === undefined || more.length > 0) {
  const what =
    name === undefined
      ? 'Which proof?'
      : path
        ? `Several proofs are called "${name}": ${[path, ...more].join(', ')}.`
        : `There is no proof "${name}".`;
  console.error(
    `${what} There are: ${proofs.map(nameOf).join(', ') || 'none yet'}.\nUse: npm run proof -- <name> [--option number …]`,
  );
  process.exit(2);
}

const options = readOptions(rest);
const { run } = await import(pathToFileURL(join(root, path)).href);
const started = performance.now();
const result = await run(options);
const record = {
  name,
  source: path,
  options,
  result,
  seconds: Math.round((performance.now() - started) / 100) / 10,
  date: new Date().toISOString().slice(0, 10),
  machine: {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    kernel: release(),
  },
  versions: {
    node: process.versions.node,
    tessera: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
  },
};
mkdirSync(join(root, 'docs', 'proofs'), { recursive: true });
writeFileSync(join(root, 'docs', 'proofs', `${name}.json`), `${JSON.stringify(record, null, 2)}\n`);
console.log(JSON.stringify(result, null, 2));
const holds = result?.ok !== false;
console.log(`${holds ? 'holds' : 'DOES NOT HOLD'}; written to docs/proofs/${name}.json`);
process.exitCode = holds ? 0 : 1;

/** `--kills 50` → `{kills: 50}` */
function readOptions(args) {
  const found = {};
  for (let index = 0; index < args.length; index += 2) {
    const [key, value] = [args[index], Number(args[index + 1])];
    if (!key.startsWith('--') || Number.isNaN(value)) {
      console.error(`"${args.slice(index, index + 2).join(' ')}" is no option: write --name number.`);
      process.exit(2);
    }
    found[key.slice(2)] = value;
  }
  return found;
}
