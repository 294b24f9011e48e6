/**
 * Knowing whether what is installed is what the lock file says, without asking npm: a stamp inside `node_modules` (gone
 * when that is deleted), and for installations that somebody else made, npm's own record of them.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const stampFile = (root) => join(root, 'node_modules', '.tessera-install');

/** Hash of everything that decides what `npm ci` installs. */
export function wanted(root) {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const { workspaces, dependencies, devDependencies, optionalDependencies, overrides } = manifest;
  const hash = createHash('sha256');
  hash.update(
    JSON.stringify([
      process.platform,
      process.arch,
      workspaces,
      dependencies,
      devDependencies,
      optionalDependencies,
      overrides,
    ]),
  );
  for (const name of ['package-lock.json', '.npmrc']) {
    const file = join(root, name);
    if (existsSync(file)) hash.update(`\n${name}\n`).update(readFileSync(file));
  }
  return hash.digest('hex');
}

export function isInstalled(root) {
  if (existsSync(stampFile(root)) && readFileSync(stampFile(root), 'utf8') === wanted(root)) return true;
  if (!matchesLock(root)) return false;
  stamp(root);
  return true;
}

export function stamp(root) {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(stampFile(root), wanted(root));
}

/** Whether npm's record of what is in `node_modules` agrees with the lock file, package by package. */
function matchesLock(root) {
  const record = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(locked).every(([path, entry]) => {
    if (!path.includes('node_modules/') || entry.optional || entry.devOptional || entry.peer) return true;
    if (entry.link) return existsSync(join(root, path));
    return installed[path]?.version === entry.version && existsSync(join(root, path, 'package.json'));
  });
}
