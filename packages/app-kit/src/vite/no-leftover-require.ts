import type { Plugin } from 'vite';

/** A `require` that was left in would throw in every browser: CommonJS has nothing to require from there. */
export function noLeftoverRequire(app: string): Plugin {
  return {
    name: 'tessera:no-leftover-require',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'chunk') continue;
        const found = /\b__require\((["'`][^)]*["'`])\)/.exec(file.code);
        if (found === null) continue;
        this.error(
          `${app}: ${file.fileName} still asks for ${found[1]} with require(). A CommonJS package needs something that the page does not share. ` +
            `Use a package with ES modules; ${Object.keys(file.modules)
              .filter((id) => id.includes('node_modules'))
              .slice(0, 3)
              .join(', ')} are in that file.`,
        );
      }
    },
  };
}
