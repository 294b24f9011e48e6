/**
 * `npm run check`: everything that can be said about the code without running it. Fast; part of `npm test`. The lint takes as
 * long as all the others: it runs beside them, on the second core.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { exitWithParent } from './bootstrap/exit-with-parent.mjs';
import { generateAll } from './generate.mjs';
import { findDeadLinks } from './stages/doc-links.mjs';
import { findForbidden } from './stages/forbidden-strings.mjs';
import { licenceProblems } from './stages/licences.mjs';
import { runNode, stage, summary } from './stages/stage.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bin = (path) => join(root, 'node_modules', path);

/** All of them run, whatever fails. @returns {Promise<import('./stages/stage.mjs').StageResult[]>} */
export async function runChecks() {
  const generated = await stage('generated files', async () => {
    const { stale } = await generateAll({ check: true });
    return findings(
      stale,
      'These are not what schema.graphql and teams.json say. Run `npm run generate` and commit the change.',
    );
  });
  const [lint, others] = await Promise.all([lintStage(), otherStages()]);
  return [generated, lint, ...others];
}

function lintStage() {
  return stage('lint and module boundaries', async () => {
    // Without a project graph the boundary rule switches itself off (docs/explanation/findings.md).
    const graph = await command([bin('nx/dist/bin/nx.js'), 'show', 'projects']);
    return graph.failed
      ? { ...graph, note: 'no project graph' }
      : command([bin('eslint/bin/eslint.js'), '--max-warnings=0', '.']);
  });
}

async function command(args) {
  const { code } = await runNode(args, { cwd: root, quiet: true });
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function findings(lines, advice) {
  for (const line of lines) console.log(line);
  if (lines.length > 0) console.log(advice);
  return lines.length === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, note: `${lines.length} findings` };
}

async function otherStages() {
  return [
    await stage('formatting', () => command([bin('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.'])),
    await stage('types', () => command([bin('typescript-native/bin/tsc'), '-p', 'tsconfig.json'])),
    await stage('unused files and dependencies', () =>
      command([bin('knip/bin/knip.js'), '--no-progress', '--no-config-hints']),
    ),
    await stage('licences', () =>
      findings(
        licenceProblems(root),
        'Use another package, or look at it by hand and note it in tools/stages/licences.mjs.',
      ),
    ),
    await stage('links of the documentation', () =>
      findings(
        findDeadLinks(root).map(({ file, line, what }) => `${file}:${line}  ${what}`),
        'A page names a file or heading that is not there. Mend the page, or move it along with what it is about.',
      ),
    ),
    await stage('nothing of this machine', () =>
      findings(
        findForbidden(root).map(({ file, line, what }) => `${file}:${line}  ${what}`),
        'Committed files name no registry, no path of a machine and no secret.',
      ),
    ),
  ];
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  exitWithParent();
  const { text, passed, failed } = summary(await runChecks());
  console.log(`\n${text}\n${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}
