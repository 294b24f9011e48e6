/**
 * Which bytes a script may be, and under which address. The page's import map holds the hashes of the releases it was made
 * with; what comes later gets a map of its own, with the page's nonce. Scripts that no map knows would run unchecked.
 */
import type { LibraryLive, Loadable } from '@tessera/contracts';

export interface ImportMaps {
  /**
   * Lets the release's scripts, and those of the libraries it runs with, be exactly what their hashes say, and leads what it
   * imports to those libraries. What is known already is left out: it would be ignored.
   */
  trust(release: Pick<Loadable, 'entry' | 'integrity'>, libraries?: readonly LibraryLive[]): void;
  /**
   * A module that failed or hangs stays so for the life of the page, under its address. This gives every script of the
   * release another address, with its hash (without it an altered file would run), and leads the imports between them there.
   * @returns the entry's other address
   */
  renew(release: Pick<Loadable, 'entry' | 'integrity'>, attempt: number): string;
}

interface ImportMapText {
  readonly integrity: Readonly<Record<string, string>>;
  readonly scopes?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function createImportMaps(document: Document): ImportMaps {
  const known = new Set<string>();
  /** What a specifier means where no scope says otherwise. */
  const imports: Record<string, string> = {};
  for (const script of document.querySelectorAll('script[type="importmap"]')) {
    const map = JSON.parse(script.textContent) as {
      imports?: Record<string, string>;
      integrity?: Record<string, string>;
    };
    Object.assign(imports, map.imports);
    for (const url of Object.keys(map.integrity ?? {})) known.add(url);
  }

  function insert(map: ImportMapText): void {
    const script = document.createElement('script');
    script.type = 'importmap';
    script.nonce = nonceOf(document);
    script.textContent = JSON.stringify(map);
    document.head.append(script);
    for (const url of Object.keys(map.integrity)) known.add(url);
  }

  return {
    trust({ entry, integrity }, libraries = []) {
      const fresh = [integrity, ...libraries.map((library) => library.integrity)]
        .flatMap(scriptsOf)
        .filter(([url]) => !known.has(url));
      if (fresh.length === 0) return;
      const others = libraries
        .flatMap((library) => Object.entries(library.imports))
        .filter(([specifier, url]) => imports[specifier] !== url);
      const folder = /^\/_v\/[^/]+\/[^/]+\//.exec(entry)?.[0];
      const scopes =
        others.length === 0 || folder === undefined ? {} : { scopes: { [folder]: Object.fromEntries(others) } };
      insert({ integrity: Object.fromEntries(fresh), ...scopes });
    },
    renew({ entry, integrity }, attempt) {
      const other = (url: string): string => `${url}?retry=${attempt}`;
      const scripts = scriptsOf(integrity);
      if (known.has(other(entry))) return other(entry);
      const imports = Object.fromEntries(scripts.map(([url]) => [url, other(url)]));
      insert({
        integrity: Object.fromEntries(scripts.map(([url, hash]) => [other(url), hash])),
        // By importing file: a rule for what was resolved before is ignored, and under these addresses nothing was.
        scopes: Object.fromEntries(scripts.map(([url]) => [other(url), imports])),
      });
      return other(entry);
    },
  };
}

const scriptsOf = (integrity: Loadable['integrity']): [string, string][] =>
  Object.entries(integrity).filter(([url]) => !url.endsWith('.css'));

/** Browsers hide a nonce's attribute from scripts and CSS; the property remains. */
export function nonceOf(document: Document): string {
  const tag = document.querySelector<HTMLElement>('meta[property="csp-nonce"], script[nonce]');
  return tag?.nonce ?? '';
}
