import { escapeHtml } from '../http/html.ts';
import { mark } from './base-style.ts';
import { htmlDocument } from './document.ts';
import type { Theme } from './document.ts';

const style = `
main{min-height:100vh;min-height:100dvh;display:grid;place-content:center;justify-items:start;gap:.75rem;padding:1.5rem;max-width:30rem;margin:auto}
.mark{color:var(--brand);width:2rem;height:2rem}
h1{font-size:1.25rem;font-weight:610;letter-spacing:-.01em;margin:.5rem 0 0}
p{margin:0;color:var(--soft)}
.bar{width:12rem;height:2px;border-radius:2px;background:var(--line);overflow:hidden;margin-top:.5rem}
.bar::after{content:"";display:block;width:40%;height:100%;background:var(--brand);animation:slide 1.4s ease-in-out infinite alternate}
@keyframes slide{from{transform:translateX(-20%)}to{transform:translateX(170%)}}
@media (prefers-reduced-motion:reduce){.bar::after{animation:none;width:100%}}`;

export interface StartingPageOptions {
  readonly product: string;
  readonly theme: Theme;
  readonly nonce: string;
  /** What is being waited for, in words. */
  readonly waitingFor: string;
}

/** Shown while nothing is live yet; looks again by itself. */
export function startingPage({ product, theme, nonce, waitingFor }: StartingPageOptions): string {
  return htmlDocument({
    title: `${product} is starting`,
    theme,
    nonce,
    head: '<meta http-equiv="refresh" content="2">\n',
    style,
    body: `<main>${mark}<h1>${escapeHtml(product)} is starting</h1><p>${escapeHtml(waitingFor)}</p><p>This page looks again by itself.</p><div class="bar" role="presentation"></div></main>`,
  });
}
