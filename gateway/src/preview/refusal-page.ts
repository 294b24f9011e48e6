/** The page that says why there is no preview, and leads on without it. No script. */
import { escapeHtml } from '../http/html.ts';
import { mark } from '../page/base-style.ts';
import { htmlDocument } from '../page/document.ts';
import type { Theme } from '../page/document.ts';
import { previewProblems } from './preview-problem.ts';
import type { PreviewProblemCode } from './preview-problem.ts';

const style = `
main{min-height:100vh;min-height:100dvh;display:grid;place-content:center;justify-items:start;gap:.75rem;padding:1.5rem;max-width:32rem;margin:auto}
.mark{color:var(--brand);width:2rem;height:2rem}
h1{font-size:1.25rem;font-weight:610;letter-spacing:-.01em;margin:.5rem 0 0}
p{margin:0;color:var(--soft)}
a{color:var(--brand-text)}
code{font-size:.75rem;color:var(--soft)}`;

export interface RefusalPageOptions {
  readonly code: PreviewProblemCode;
  readonly product: string;
  readonly theme: Theme;
  readonly nonce: string;
  /** A path of ours: the same place without the preview. */
  readonly onward: string;
  readonly correlationId: string;
}

export function refusalPage({ code, product, theme, nonce, onward, correlationId }: RefusalPageOptions): string {
  const [, title, text] = previewProblems[code];
  return htmlDocument({
    title: `${title} · ${product}`,
    theme,
    nonce,
    style,
    body: `<main>${mark}<h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p><p><a href="${escapeHtml(onward)}">Go on without it</a></p><code>${code} ${escapeHtml(correlationId)}</code></main>`,
  });
}
