/**
 * `services/<name>/src/schema.ts` from `schema.graphql`: the same text for code, so that a definition stays pure (no
 * file is read) and isomorphic. Committed; `check` says which are stale.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readText, writeText } from './fresh.mjs';

const header = '// Generated from schema.graphql by tools/generate.mjs; do not edit.';

/** @param {string} sdl */
export function schemaModule(sdl) {
  const literal = sdl.replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${');
  return `${header}\n/** The service's schema, SDL. */\nexport const schema = \`${literal}\`;\n`;
}

/** Every service that has a schema. @returns {{name: string, file: string, sdl: string}[]} */
export function serviceSchemas(root) {
  return readdirSync(join(root, 'services'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => {
      const sdl = readText(join(root, 'services', name, 'schema.graphql'));
      return sdl === undefined ? [] : [{ name, file: join(root, 'services', name, 'src', 'schema.ts'), sdl }];
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Writes what is stale, or with `check` only names it. @returns {string[]} paths, relative to root, that were stale */
export function generateServiceSchemas(root, { check }) {
  return serviceSchemas(root).flatMap(({ name, file, sdl }) => {
    const text = schemaModule(sdl);
    const stale = check ? readText(file) !== text : writeText(file, text);
    return stale ? [`services/${name}/src/schema.ts`] : [];
  });
}
