/** The product's font on a page of the gateway's own: the very file that the product's pages start with. */
import { fileUrl } from '../composition/browser-composition.ts';
import { librariesIn } from '../composition/libraries.ts';
import type { ResolvedComposition } from '../composition/resolve.ts';
import { escapeHtml } from '../http/html.ts';

export interface ProductFont {
  /** For the document's head. */
  readonly preload: string;
  /** What gives the font of `baseStyle` its file. Needs `font-src 'self'`. */
  readonly style: string;
}

/** Undefined while nothing is live that has a font: then the system's is shown. */
export function productFont(resolved: ResolvedComposition | undefined): ProductFont | undefined {
  if (resolved === undefined) return undefined;
  for (const library of librariesIn(resolved).own) {
    const file = library.preload.find((path) => path.endsWith('.woff2'));
    if (file === undefined) continue;
    const href = fileUrl(library, file);
    return {
      preload: `<link rel="preload" as="font" type="font/woff2" crossorigin href="${escapeHtml(href)}">\n`,
      // There for the first paint or not used at all: nothing moves when it comes late.
      style: `@font-face{font-family:'Inter Variable';font-weight:100 900;font-display:optional;src:url(${JSON.stringify(href)}) format('woff2')}`,
    };
  }
  return undefined;
}
