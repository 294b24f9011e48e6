/**
 * `npm run proof -- <name> [--option number …]`: a long repetition of what a test does once, run here and now. A proof is
 * `<package>/proofs/<name>.ts` and exports `run(options)`, which answers plain data; `ok: false` in it means that it does
 * not hold. The result goes to `docs/proofs/<name>.json`, with machine and versions.
 *
 * `npm run proof -- log` runs every proof that says `export const suite = 'log'`, one after the other, wherever it lives, and
 * writes a summary besides; so for any other suite. A proof that throws does not hold; the others are run all the same.
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

const suites = new Map();
for (const path of proofs) {
  const suite = /^export const suite = '([a-z-]+)'/m.exec(readFileSync(join(root, path), 'utf8'))?.[1];
  if (suite !== undefined) suites.set(suite, [...(suites.get(suite) ?? []), path]);
}

const [name, ...rest] = process.argv.slice(2);
const found = proofs.filter((one) => nameOf(one) === name);
if (found.length === 1) process.exitCode = (await prove(found[0], readOptions(rest))).holds ? 0 : 1;
else if (found.length === 0 && suites.has(name) && rest.length === 0) process.exitCode = (await proveAll(name)) ? 0 : 1;
else {
  const what =
    name === undefined
      ? 'Which proof?'
      : found.length > 1
        ? `Several proofs are called "${name}": ${found.join(', ')}.`
        : suites.has(name)
          ? `"${name}" is a suite; its proofs take options one by one.`
          : `There is no proof "${name}".`;
  console.error(
    `${what} There are: ${proofs.map(nameOf).join(', ') || 'none yet'}; all of a suite: ${[...suites.keys()].join(', ')}.\nUse: npm run proof -- <name> [--option number …]`,
  );
  process.exit(2);
}

/** Runs one proof and writes its record. */
async function prove(path, options) {
  const started = performance.now();
  let result;
  try {
    const { run } = await import(pathToFileURL(join(root, path)).href);
    result = await run(options);
  } catch (error) {
    console.error(error);
    result = { ok: false, error: error instanceof Error ? error.message : String(error) };
  }
  const seconds = secondsSince(started);
  write(nameOf(path), { name: nameOf(path), source: path, options, result, seconds });
  console.log(JSON.stringify(result, null, 2));
  const holds = result?.ok !== false;
  console.log(`${nameOf(path)} ${holds ? 'holds' : 'DOES NOT HOLD'}; written to docs/proofs/${nameOf(path)}.json`);
  return { holds, seconds, ...(result?.skipped === undefined ? {} : { skipped: result.skipped }) };
}

/** Runs a suite and writes its summary. */
async function proveAll(suite) {
  const started = performance.now();
  const summary = {};
  for (const path of suites.get(suite)) {
    console.log(`\n${nameOf(path)} (${path})`);
    summary[nameOf(path)] = await prove(path, {});
  }
  const ok = Object.values(summary).every(({ holds }) => holds);
  write(suite, { name: suite, result: { ok, proofs: summary }, seconds: secondsSince(started) });
  const failed = Object.keys(summary).filter((one) => !summary[one].holds);
  console.log(
    `\n${Object.keys(summary).length} proofs, ${failed.length === 0 ? 'all hold' : `of which do not hold: ${failed.join(', ')}`}; written to docs/proofs/${suite}.json`,
  );
  return ok;
}

function write(name, record) {
  const whole = {
    ...record,
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
  writeFileSync(join(root, 'docs', 'proofs', `${name}.json`), `${JSON.stringify(whole, null, 2)}\n`);
}

function secondsSince(started) {
  return Math.round((performance.now() - started) / 100) / 10;
}

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
