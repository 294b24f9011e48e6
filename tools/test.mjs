/**
 * `npm test`: the checks, then every test there is, cheapest first: unit and integration (node), components and apps
 * (browser), the whole product (end to end). All stages run, whatever fails; the last line counts. Words after `--` are
 * stages to run, or folders and files: of those the specs on Node and in the browser, each by its name.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitWithParent } from './bootstrap/exit-with-parent.mjs';
import { runChecks } from './check.mjs';
import { chromiumPath } from './chromium.mjs';
import { generateAll } from './generate.mjs';
import { countPlaywright, countVitest } from './stages/reports.mjs';
import { runNode, stage, summary } from './stages/stage.mjs';

exitWithParent();
const started = performance.now();
const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'test-results');
const known = ['check', 'node', 'browser', 'e2e'];
const words = process.argv.slice(2);
const paths = words.filter((word) => !known.includes(word));
const unknown = paths.filter((path) => !existsSync(join(root, path)));
if (unknown.length > 0) {
  console.error(
    `There is no stage and no path "${unknown.join('", "')}". Stages: ${known.join(', ')}. Without any, all of them run; ` +
      'of a path (apps/orders) the tests on Node and in the browser.',
  );
  process.exit(2);
}
const stagesNamed = words.filter((word) => known.includes(word));
const only = paths.length > 0 && stagesNamed.length === 0 ? ['node', 'browser'] : stagesNamed;
const wanted = (name) => only.length === 0 || only.includes(name);
mkdirSync(results, { recursive: true });

/** Into a folder of its own: whatever else is in a runner's output folder, it may clear away. */
const vitest =
  (stage, ...projects) =>
  async () => {
    const report = join(results, `vitest-${stage}`, 'report.json');
    rmSync(report, { force: true });
    const { code } = await runNode(
      [
        join(root, 'node_modules/vitest/vitest.mjs'),
        'run',
        ...projects.flatMap((project) => ['--project', project]),
        ...(paths.length === 0 ? ['--reporter=dot'] : ['--reporter=default', '--passWithNoTests', ...paths]),
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      { cwd: root },
    );
    return countVitest(report, code);
  };

async function endToEnd() {
  if (!existsSync(join(root, 'e2e/playwright.config.ts'))) throw new Error('there is no e2e/playwright.config.ts');
  const report = join(results, 'e2e-report', 'report.json');
  rmSync(report, { force: true });
  const { code } = await runNode(
    [join(root, 'node_modules/@playwright/test/cli.js'), 'test', '--config', 'e2e/playwright.config.ts'],
    { cwd: root },
  );
  return countPlaywright(report, code);
}

const stages = [
  await stage('setup', async () => {
    const missing = chromiumPath() === undefined;
    if (missing)
      console.log('There is no Chromium: set CHROMIUM_PATH, or install chromium. The browser stages will fail.');
    return missing ? { passed: 0, failed: 1, note: 'no Chromium' } : { passed: 1, failed: 0 };
  }),
];
if (wanted('check')) stages.push(...(await runChecks()));
// What is not committed, and the tests import: the checks make it on their way.
else await generateAll({ check: true });
if (wanted('node')) stages.push(await stage('tests on Node', vitest('node', 'unit', 'int')));
if (wanted('browser')) stages.push(await stage('tests in the browser', vitest('browser', 'browser')));
if (wanted('e2e')) stages.push(await stage('end to end', endToEnd));

const { text, passed, failed } = summary(stages);
const seconds = (performance.now() - started) / 1000;
console.log(`\n${text}\n\n${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
