/**
 * The releases' stylesheets as links of the page: there before the page that needs them is shown, gone when no release
 * that needs them is left. The gateway has put in those of the first page.
 */

export interface Stylesheets {
  /** Resolves when all are applied. Rejects when one cannot be loaded; `retry` > 0 asks under a new address. */
  use(
    module: string,
    urls: readonly string[],
    integrity: Readonly<Record<string, string>>,
    retry?: number,
  ): Promise<void>;
  /** Takes out the module's stylesheets other than these. */
  keepOnly(module: string, urls: readonly string[]): void;
  /**
   * Only these modules' stylesheets count, besides the frame's: whatever else an app's styles reach, it ends where the app
   * does. They stay loaded, so that coming back is not a page without its styles.
   */
  applyOnly(modules: ReadonlySet<string>): void;
}

/** Whose stylesheets always count: the shell's own, and those of libraries, which say themselves where they do. */
export const frameStyles = 'shell';

export function createStylesheets(document: Document): Stylesheets {
  const loading = new Map<string, Promise<void>>();
  /** Undefined until the first page is shown: what the gateway put in counts. */
  let applied: ReadonlySet<string> | undefined;

  function apply(link: HTMLLinkElement): void {
    const module = link.dataset['module'] ?? frameStyles;
    // Not `disabled`: a stylesheet that is enabled again is loaded again, and the page stands undressed meanwhile.
    const media = applied === undefined || module === frameStyles || applied.has(module) ? 'all' : 'not all';
    if ((link.media || 'all') !== media) link.media = media;
  }

  const linksOf = (module: string): HTMLLinkElement[] =>
    [...document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"][data-module]')].filter(
      ({ dataset }) => dataset['module'] === module,
    );

  function insert(module: string, url: string, hash: string | undefined, retry: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const link = document.createElement('link');
    link.rel = 'stylesheet';
    // A stylesheet that never came stays so under its address: another one is asked for anew.
    link.href = retry === 0 ? url : `${url}?retry=${retry}`;
    link.dataset['module'] = module;
    link.dataset['url'] = url;
    if (hash !== undefined) link.integrity = hash;
    apply(link);
    link.onload = () => resolve();
    link.onerror = () => {
      link.remove();
      reject(new Error(`The stylesheet ${url} could not be loaded.`));
    };
    document.head.append(link);
    return promise;
  }

  return {
    async use(module, urls, integrity, retry = 0) {
      const there = new Set(linksOf(module).map((link) => link.dataset['url'] ?? link.getAttribute('href')));
      await Promise.all(
        urls.map((url) => {
          const key = `${retry} ${url}`;
          const under = loading.get(key);
          if (under !== undefined) return under;
          if (there.has(url) && retry === 0) return Promise.resolve();
          for (const link of linksOf(module)) if (link.dataset['url'] === url) link.remove();
          const done = insert(module, url, integrity[url], retry).finally(() => loading.delete(key));
          loading.set(key, done);
          return done;
        }),
      );
    },
    keepOnly(module, urls) {
      for (const link of linksOf(module))
        if (!urls.includes(link.dataset['url'] ?? link.getAttribute('href') ?? '')) link.remove();
    },
    applyOnly(modules) {
      applied = modules;
      for (const link of document.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"][data-module]')) apply(link);
    },
  };
}
