import type { Plugin } from 'vite';

/** A `require` that was left in would throw in every browser: CommonJS has nothing to require from there. */
export function noLeftoverRequire(app: string): Plugin {
  return {
    name: 'tessera:no-leftover-require',
    // Before minification, which renames the bundler's helper.
    renderChunk(code, chunk) {
      const found = /\b__require\(([^)]*)\)/.exec(code.replace(/__require = [^\n]*/g, ''));
      if (found === null) return null;
      const packages = chunk.moduleIds.filter((id) => id.includes('node_modules')).map(packageOf);
      return this.error(
        `${app}: ${chunk.name} would still ask for ${found[1]} with require(), which browsers do not have. ` +
          `It comes from a CommonJS package (${[...new Set(packages)].join(', ') || 'of the app itself'}): use one with ES modules, or what it needs must be shared by the page.`,
      );
    },
  };
}

/** `…/node_modules/@scope/name/lib/x.js` → @scope/name */
function packageOf(id: string): string {
  const [, inside = ''] = /.*node_modules\/(.+)/.exec(id.replaceAll('\\', '/')) ?? [];
  return inside
    .split('/')
    .slice(0, inside.startsWith('@') ? 2 : 1)
    .join('/');
}
