/** Finding and running the npm that the machine has, under a Node of our choice. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from './run.mjs';

/** `npm-cli.js` of the npm that started us, else of the one beside Node; undefined when neither can be found. */
export function npmCli(env = process.env, execPath = process.execPath) {
  const beside = dirname(execPath);
  const candidates = [
    /npm-cli\.c?js$/.test(env.npm_execpath ?? '') ? env.npm_execpath : undefined,
    join(beside, '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    join(beside, 'node_modules', 'npm', 'bin', 'npm-cli.js'),
    '/usr/share/nodejs/npm/bin/npm-cli.js',
  ];
  return candidates.find((path) => path && existsSync(path));
}

/**
 * `npm ci` in a folder. Never runs install scripts: nothing here needs one. Proxy, cache and registry settings are kept;
 * what npm says about the script that is running now is not, or the inner npm would work in the outer one's folder.
 * @returns {Promise<number>} exit code
 */
export function npmCi(folder, { node, env }) {
  const inner = Object.fromEntries(
    Object.entries(env).filter(
      ([key]) => !/^npm_(package|lifecycle|command|config_local_prefix|config_workspace|config_prefix)/i.test(key),
    ),
  );
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: folder, env: { ...inner, INIT_CWD: folder }, quiet: true };
  const cli = npmCli(env);
  return cli
    ? run(node, [cli, ...args], options)
    : run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, options);
}
