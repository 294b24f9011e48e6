/** What is painted before any script has run: the shell's own frame, empty. It stands inside #root, which the shell replaces. */
import { escapeHtml } from '../http/html.ts';
import { mark } from './base-style.ts';

export const skeletonStyle = `
.sk{display:grid;grid-template:3rem 1fr/13.5rem 1fr;min-height:100vh;min-height:100dvh}
.sk-rail{grid-row:1/3;border-inline-end:1px solid var(--line);padding:.75rem;background:var(--ground)}
.sk-brand{display:flex;align-items:center;gap:.5rem;height:1.5rem;padding:0 .25rem;font-weight:610;letter-spacing:-.01em;white-space:nowrap}
.sk-brand .mark{color:var(--brand);flex:none}
.sk-top{border-block-end:1px solid var(--line);background:var(--surface)}
.sk-main{background:var(--surface);padding:1.5rem;overflow:hidden}
.sk i{display:block;height:.75rem;border-radius:.25rem;background:var(--line);animation:sk-appear .2s ease-out .15s both}
.sk-nav{display:grid;gap:1.125rem;padding:1.75rem .25rem}
.sk-nav i:nth-child(1){width:55%}.sk-nav i:nth-child(2){width:42%}.sk-nav i:nth-child(3){width:61%}.sk-nav i:nth-child(4){width:48%}
.sk-main i.sk-title{width:11rem;height:1.25rem;margin-block-end:1.75rem}
.sk-rows{display:grid}.sk-rows span{display:flex;align-items:center;gap:2rem;height:2.25rem;border-block-end:1px solid var(--line)}
.sk-rows i:nth-child(1){width:26%}.sk-rows i:nth-child(2){width:18%}.sk-rows i:nth-child(3){width:9%;margin-inline-start:auto}
.sk-note{padding:1.5rem;max-width:34rem}
@keyframes sk-appear{from{opacity:0}}
@media (max-width:720px){.sk{grid-template:3rem 1fr 3.5rem/1fr}.sk-rail{grid-row:3;border:0;border-block-start:1px solid var(--line);padding:.75rem 1rem}.sk-brand{display:none}.sk-nav{grid-auto-flow:column;justify-content:space-between;padding:.5rem 0}.sk-nav i{width:3rem!important}.sk-top{grid-row:1}.sk-main{grid-row:2;padding:1rem}}
@media (prefers-reduced-motion:reduce){.sk i{animation:none}}`;

export function skeleton(product: string): string {
  const rows = '<span><i></i><i></i><i></i></span>'.repeat(8);
  return `<div class="sk" aria-busy="true"><div class="sk-rail"><div class="sk-brand">${mark}${escapeHtml(product)}</div><div class="sk-nav" aria-hidden="true"><i></i><i></i><i></i><i></i></div></div><div class="sk-top"></div><div class="sk-main" aria-hidden="true"><i class="sk-title"></i><div class="sk-rows">${rows}</div></div></div>`;
}

export function noScript(product: string): string {
  return `<noscript><div class="sk-note"><strong>${escapeHtml(product)} needs JavaScript.</strong> Allow it for this site and reload the page.</div></noscript>`;
}
