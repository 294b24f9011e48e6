/**
 * What must not be in what we commit: hosts of package registries (a lock file that names one ties everybody to it),
 * paths of somebody's machine, secrets. Looks at the files a clone would have.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join, relative } from 'node:path';

// Put together from parts, or this file would be its own finding.
const rules = [
  {
    pattern: new RegExp(['registry\\.', 'npmjs\\.org|npm\\.pkg\\.github|registry\\.', 'yarnpkg'].join('')),
    what: 'the host of a package registry',
  },
  {
    pattern: new RegExp(`(^|[\\s"'\`(=])/(${['work', 'root', 'home', 'tmp'].join('|')})/[\\w.-]+/`, 'm'),
    what: 'a path of somebody’s machine',
  },
  { pattern: new RegExp(`-----BEGIN ${'[A-Z ]*'}PRIVATE KEY-----`), what: 'a private key' },
  { pattern: new RegExp(`${'(?:gh[pousr]'}_[A-Za-z0-9]{36}|npm_[A-Za-z0-9]{36})`), what: 'an access token' },
];
const binary = new Set([
  '.png',
  '.jpg',
  '.jpeg',
  '.webp',
  '.avif',
  '.gif',
  '.ico',
  '.woff',
  '.woff2',
  '.wasm',
  '.gz',
  '.br',
  '.db',
]);
const neverOurs = new Set([
  'node_modules',
  'dist',
  '.git',
  '.data',
  '.tessera',
  '.nx',
  'coverage',
  'test-results',
  'playwright-report',
]);

/** @returns {{file: string, line: number, what: string}[]} */
export function findForbidden(root) {
  return committedFiles(root).flatMap((file) => {
    const path = join(root, file);
    if (binary.has(extname(file)) || !existsSync(path) || !statSync(path).isFile()) return [];
    const text = readFileSync(path, 'utf8');
    return findIn(text).map((finding) => ({ file, ...finding }));
  });
}

/** @param {string} text @returns {{line: number, what: string}[]} */
export function findIn(text) {
  return rules.flatMap(({ pattern, what }) => {
    const match = pattern.exec(text);
    return match
      ? [{ line: text.slice(0, match.index).split('\n').length + (match[0].startsWith('\n') ? 1 : 0), what }]
      : [];
  });
}

/** From git where there is one; otherwise (an unpacked archive) everything that is not made here. @returns {string[]} */
export function committedFiles(root) {
  try {
    return execFileSync('git', ['ls-files', '-z'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 64 * 1024 * 1024,
    })
      .split('\0')
      .filter(Boolean);
  } catch {
    return walk(root, root);
  }
}

function walk(root, folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return neverOurs.has(entry.name) ? [] : walk(root, path);
    return entry.isFile() ? [relative(root, path)] : [];
  });
}
