/**
 * Which bytes a script may be. The page's import map holds the hashes of the releases it was made with; what comes later
 * gets a map of its own, with the page's nonce. Scripts that no map knows would run unchecked.
 */

export interface ImportMaps {
  /** Lets these URLs be exactly what their hashes say; those known already are left out (a second entry would be ignored). */
  add(integrity: Readonly<Record<string, string>>): void;
}

export function createImportMaps(document: Document): ImportMaps {
  const known = new Set<string>();
  for (const script of document.querySelectorAll('script[type="importmap"]')) {
    const map = JSON.parse(script.textContent) as { integrity?: Record<string, string> };
    for (const url of Object.keys(map.integrity ?? {})) known.add(url);
  }
  return {
    add(integrity) {
      const fresh = Object.entries(integrity).filter(([url]) => !url.endsWith('.css') && !known.has(url));
      if (fresh.length === 0) return;
      const script = document.createElement('script');
      script.type = 'importmap';
      script.nonce = nonceOf(document);
      script.textContent = JSON.stringify({ integrity: Object.fromEntries(fresh) });
      document.head.append(script);
      for (const [url] of fresh) known.add(url);
    },
  };
}

/** Browsers hide a nonce's attribute from scripts and CSS; the property remains. */
export function nonceOf(document: Document): string {
  const tag = document.querySelector<HTMLElement>('meta[property="csp-nonce"], script[nonce]');
  return tag?.nonce ?? '';
}
