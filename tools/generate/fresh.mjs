/** Writing only what changed, and remembering what it was made from: unchanged inputs cost one hash, not one codegen. */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** @param {string} file @returns {string | undefined} undefined when there is no such file */
export function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Leaves a file that already says this alone, so that watchers do not wake. @returns {boolean} whether it was written */
export function writeText(file, text) {
  if (readText(file) === text) return false;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return true;
}

/** sha256 hex over texts, each with its length so that moving text from one to the next changes it. */
export function hashTexts(texts) {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text.length}\n`).update(text);
  return hash.digest('hex');
}
