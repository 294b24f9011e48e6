/**
 * From a fresh clone (or an unpacked archive) with nothing but Node 20 and npm to a running task: installs the pinned
 * Node 24 when this one is older, then the workspace's packages under it, then runs the task on it. Says what it does;
 * when nothing changed it does nothing and says nothing. Built-ins only.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './bootstrap/chromium.mjs';
import { holding } from './bootstrap/install-lock.mjs';
import { environmentFor, findNode, nodeProject, pinnedNode, requiredMajor } from './bootstrap/node24.mjs';
import { npmCi } from './bootstrap/npm.mjs';
import { run } from './bootstrap/run.mjs';
import { isInstalled, stamp } from './bootstrap/stamp.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const tasks = {
  start: ['packages/cli/bin/tessera.mjs', 'start'],
  test: ['tools/test.mjs'],
  check: ['tools/check.mjs'],
  proof: ['tools/proof.mjs'],
  bench: ['tools/bench.mjs'],
  generate: ['tools/generate.mjs'],
  format: ['node_modules/prettier/bin/prettier.cjs', '--write', '--log-level=warn', '.'],
};
const say = (text) => console.error(`[setup] ${text}`); // stdout belongs to the task: `bench --json`

const [name = '', ...args] = process.argv.slice(2);
const task = Object.hasOwn(tasks, name) ? tasks[name] : undefined;
if (!task) {
  console.error(`There is no task "${name}". Tasks: ${Object.keys(tasks).join(', ')}.`);
  process.exit(2);
}
try {
  const node = await setUp();
  if (name === 'test') await ensureChromium(say);
  const [script, ...fixed] = task;
  process.exitCode = await run(node, [join(root, script), ...fixed, ...args], {
    cwd: root,
    env: environmentFor(node),
    ipc: true,
  });
} catch (error) {
  console.error(`[setup] ${error.message}`);
  process.exitCode = 1;
}

/** @returns {Promise<string>} the Node to run on */
async function setUp() {
  if (findNode() && isInstalled(root)) return findNode();
  return holding(join(root, '.tessera', 'setup.lock'), say, async () => {
    const node = findNode() ?? (await installNode());
    if (!isInstalled(root)) await installPackages(node);
    return node;
  });
}

async function installNode() {
  const pinned = pinnedNode();
  const why = `Tessera runs on Node ${requiredMajor}; this is ${process.version}`;
  if (!pinned) {
    throw new Error(
      `${why}, and there is none to install for ${process.platform} on ${process.arch}. Install Node ${requiredMajor} and run this again.`,
    );
  }
  say(`${why}: installing the pinned one into tools/node`);
  await timed(
    () => npmCi(nodeProject, { node: process.execPath, env: process.env }),
    'npm could not install Node from the registry',
  );
  if ((await run(pinned, ['--version'], { quiet: true })) !== 0) {
    throw new Error(
      `The pinned Node does not run on this system. Install Node ${requiredMajor} yourself and run this again.`,
    );
  }
  return pinned;
}

async function installPackages(node) {
  say('installing packages (npm ci)');
  await timed(() => npmCi(root, { node, env: environmentFor(node) }), 'npm ci failed');
  stamp(root);
}

async function timed(work, failure) {
  const started = performance.now();
  const code = await work();
  if (code !== 0)
    throw new Error(
      `${failure} (exit code ${code}); its output is above. Check the network and the registry settings, then run this again.`,
    );
  say(`done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
