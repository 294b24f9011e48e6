/**
 * What a page of the documentation points at is there: the files and headings of its links, and the files of this
 * repository that it names in `backticks`. Addresses elsewhere are not asked.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { committedFiles } from './forbidden-strings.mjs';

/** Whole paths of a file; what has a placeholder or a pattern in it names no file. */
const namedFile = /`((?:apps|bench|docs|e2e|gateway|packages|services|shared-ui|shell|tools)\/[\w./-]+\.\w+)`/g;

/** @returns {{file: string, line: number, what: string}[]} */
export function findDeadLinks(root) {
  return committedFiles(root)
    .filter((file) => file.endsWith('.md') && existsSync(join(root, file)))
    .flatMap((file) => deadIn(root, file).map((finding) => ({ file, ...finding })));
}

function deadIn(root, file) {
  const lines = proseOf(readFileSync(join(root, file), 'utf8'));
  return lines.flatMap((text, index) => {
    const links = [...text.replaceAll(/`[^`]*`/g, '').matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target);
    const dead = links.filter((target) => !/^[a-z]+:/.test(target) && !leads(root, file, target));
    const named = [...text.matchAll(namedFile)].map(([, path]) => path).filter((path) => !existsSync(join(root, path)));
    return [...dead, ...named].map((what) => ({ line: index + 1, what: `there is no ${what}` }));
  });
}

function leads(root, file, target) {
  const [path, heading] = target.split('#');
  const to = path === '' ? join(root, file) : join(root, dirname(file), path);
  if (!existsSync(to)) return false;
  return heading === undefined || !to.endsWith('.md') || headingsOf(to).includes(heading);
}

/** As GitHub names them. */
function headingsOf(path) {
  return proseOf(readFileSync(path, 'utf8')).flatMap((line) => {
    const [, title] = /^#+ (.+)$/.exec(line) ?? [];
    if (title === undefined) return [];
    const words = title.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    return [
      words
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .trim()
        .replaceAll(/\s/g, '-'),
    ];
  });
}

/** Its lines, those of code blocks empty: what stands there is an example. */
function proseOf(text) {
  let inCode = false;
  return text.split('\n').map((line) => {
    const fence = /^\s*(```|~~~)/.test(line);
    if (fence) inCode = !inCode;
    return fence || inCode ? '' : line;
  });
}
