/**
 * The modules the frame shares, each with a file of its own in the same build, so that there is one instance of
 * everything. React is CommonJS: its names are written out here, or an import of one of them would find nothing.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Plugin } from 'vite';

const require = createRequire(import.meta.url);
const prefix = '\0tessera-shared:';

/** Specifier → the name its file has. */
export const sharedNames = {
  react: 'react',
  'react/jsx-runtime': 'react-jsx-runtime',
  'react-dom': 'react-dom',
  'react-dom/client': 'react-dom-client',
  '@tessera/app-kit': 'app-kit',
} as const;

/** What the shell itself takes from a release of its own, like any app: the page's import map says from which. */
export const releasedLibraries = ['@tessera/shared-ui'];

export type SharedModule = keyof typeof sharedNames;

/** Entry name → module id, for the bundler's `input`. */
export function sharedInputs(): Record<string, string> {
  return Object.fromEntries(Object.entries(sharedNames).map(([specifier, name]) => [name, `${prefix}${specifier}`]));
}

export function isSharedModule(id: string | null): SharedModule | undefined {
  const specifier = id?.startsWith(prefix) ? id.slice(prefix.length) : '';
  return Object.hasOwn(sharedNames, specifier) ? (specifier as SharedModule) : undefined;
}

export function sharedEntries(): Plugin {
  return {
    name: 'tessera:shared-entries',
    enforce: 'pre',
    resolveId: (id) => (id.startsWith(prefix) ? id : undefined),
    load(id) {
      const specifier = isSharedModule(id);
      if (specifier === undefined) return undefined;
      if (specifier.startsWith('@tessera/')) return `export * from ${JSON.stringify(specifier)};`;
      return commonJsEntry(specifier);
    },
  };
}

/** The names are read from the production file itself: under another NODE_ENV the package would answer with other ones. */
function commonJsEntry(specifier: SharedModule): string {
  const folder = dirname(require.resolve(specifier));
  const production = require(join(folder, 'cjs', `${sharedNames[specifier]}.production.js`)) as object;
  const names = Object.keys(production).filter((name) => name !== 'default');
  return [
    `import shared from ${JSON.stringify(specifier)};`,
    'export default shared;',
    ...names.map((name) => `const $${name} = shared.${name};`),
    `export { ${names.map((name) => `$${name} as ${name}`).join(', ')} };`,
  ].join('\n');
}

/** The installed version of what a specifier belongs to: `react/jsx-runtime` → react's. */
export function versionOf(specifier: SharedModule): string {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    try {
      const text = readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8');
      return (JSON.parse(text) as { version: string }).version;
    } catch (error) {
      if (dirname(folder) === folder) throw new Error(`${name} is not installed. Run npm install.`, { cause: error });
    }
  }
}
