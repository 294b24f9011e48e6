/** `npm run bench -- <name> [--json]`: installs what the benchmarks' peers need (their own lock file), then runs `bench/run.ts`. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { npmCi } from './bootstrap/npm.mjs';
import { run } from './bootstrap/run.mjs';
import { isInstalled, stamp } from './bootstrap/stamp.mjs';
import { exitWithParent } from './bootstrap/exit-with-parent.mjs';

exitWithParent();
const bench = fileURLToPath(new URL('../bench', import.meta.url));

if (existsSync(join(bench, 'package-lock.json')) && !isInstalled(bench)) {
  console.error('[setup] installing the benchmarks’ peers (npm ci in bench/)');
  const code = await npmCi(bench, { node: process.execPath, env: process.env });
  if (code !== 0) process.exit(code);
  stamp(bench);
}
process.exitCode = await run(process.execPath, [join(bench, 'run.ts'), ...process.argv.slice(2)]);
