/**
 * What may be called what. These rules are the only thing between a manifest and the file system, so they are an
 * allow-list: nothing that could climb out of its folder, hide, or collide on another file system gets a name.
 */
import { z } from 'zod';

const moduleShape = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** Semantic Versioning 2.0 without build metadata: two versions that sort alike must not be two releases. */
const versionShape =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?$/;
const segmentShape = /^[A-Za-z0-9_~@$+-][A-Za-z0-9_~@$+.-]*$/;
/** Names that are devices on Windows, with any extension. */
const deviceShape = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i;

export function isModuleName(text: string): boolean {
  return text.length <= 64 && moduleShape.test(text);
}

export function isVersion(text: string): boolean {
  return text.length <= 64 && versionShape.test(text);
}

/** A file's path inside a release: relative, `/` between segments, no `.`-segments, nothing hidden. */
export function isFilePath(text: string): boolean {
  if (text.length === 0 || text.length > 240) return false;
  return text
    .split('/')
    .every((segment) => segmentShape.test(segment) && !segment.endsWith('.') && !deviceShape.test(segment));
}

export const moduleName = z
  .string()
  .refine(
    isModuleName,
    'must be a module name: lower-case letters and digits, words joined by single hyphens, at most 64 characters',
  );
export const version = z
  .string()
  .refine(isVersion, 'must be a semantic version such as 1.4.0 or 1.4.0-rc.1 (no build metadata)');
export const filePath = z
  .string()
  .refine(
    isFilePath,
    'must be a relative path inside the release (letters, digits and _ ~ @ $ + . -; no "..", no hidden or absolute names)',
  );
export const integrity = z.string().regex(/^sha384-[A-Za-z0-9+/]{64}$/, 'must be "sha384-" and 64 base64 characters');
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits (sha256)');
export const isoTime = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'must be an ISO 8601 time');

/** Compares two versions by Semantic Versioning's precedence: negative when `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [coreA = '', preA] = splitVersion(a);
  const [coreB = '', preB] = splitVersion(b);
  const core = compareIdentifiers(coreA.split('.'), coreB.split('.'));
  if (core !== 0) return core;
  if (preA === undefined || preB === undefined) return preA === preB ? 0 : preA === undefined ? 1 : -1;
  return compareIdentifiers(preA.split('.'), preB.split('.'));
}

function splitVersion(text: string): [string, string | undefined] {
  const dash = text.indexOf('-');
  return dash === -1 ? [text, undefined] : [text.slice(0, dash), text.slice(dash + 1)];
}

function compareIdentifiers(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const [x, y] = [a[i], b[i]];
    if (x === undefined || y === undefined) return x === y ? 0 : x === undefined ? -1 : 1;
    if (x === y) continue;
    const [numericX, numericY] = [/^\d+$/.test(x), /^\d+$/.test(y)];
    if (numericX && numericY) return Number(x) - Number(y);
    if (numericX !== numericY) return numericX ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return 0;
}
