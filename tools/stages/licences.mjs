/** Every installed package has a licence that fits Apache-2.0, and every workspace says that it is under it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const fits = new Set([
  'MIT',
  'MIT-0',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'CC-BY-4.0',
  'CC-BY-3.0',
  'Unlicense',
  'Python-2.0',
  'Zlib',
  'WTFPL',
  'OFL-1.1',
  // File-level copyleft, used unchanged and not shipped to browsers (lightningcss, axe-core).
  'MPL-2.0',
]);

/** Packages that say nothing usable in package.json, looked at by hand. */
const lookedAt = new Map();

/** @returns {string[]} what is wrong, one line each */
export function licenceProblems(root) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return Object.entries(packages).flatMap(([path, entry]) => {
    if (entry.link) return [];
    const ours = !path.includes('node_modules/');
    if (ours)
      return entry.license === 'Apache-2.0'
        ? []
        : [`${path || 'package.json'}: "license" must be Apache-2.0, and is ${entry.license ?? 'missing'}`];
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const licence = entry.license ?? lookedAt.get(name);
    return fitsExpression(licence) ? [] : [`${name}@${entry.version}: ${licence ?? 'no licence'}`];
  });
}

/** SPDX, as far as packages use it: `A`, `(A OR B)`, `A AND B`. */
export function fitsExpression(expression) {
  if (typeof expression !== 'string') return false;
  const text = expression.replaceAll(/[()]/g, ' ').trim();
  if (/\sOR\s/.test(text)) return text.split(/\s+OR\s+/).some(fitsExpression);
  if (/\sAND\s/.test(text)) return text.split(/\s+AND\s+/).every(fitsExpression);
  return fits.has(text);
}
