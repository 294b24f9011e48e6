import type { Plugin } from 'vite';

/**
 * Puts an app's styles into a cascade layer of their own, `app.<name>`: they win over the design system's, and never over
 * another app's.
 */
export function scopedCss(app: string): Plugin {
  return {
    name: 'tessera:scoped-css',
    enforce: 'post',
    generateBundle(_, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type !== 'asset' || !file.fileName.endsWith('.css')) continue;
        const text = typeof file.source === 'string' ? file.source : new TextDecoder().decode(file.source);
        file.source = inLayer(app, text);
      }
    },
  };
}

/** What may only stand at the top of a stylesheet stays there. */
export function inLayer(app: string, css: string): string {
  const foreign = /@import\s[^;]+;/.exec(css);
  if (foreign !== null)
    throw new Error(`${app}: ${foreign[0]} would load styles that nobody checked. Bring the file into the app.`);
  return `@layer app.${app}{${css.replace(/^@charset [^;]+;/, '')}}\n`;
}
