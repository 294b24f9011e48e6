/**
 * The look of what the gateway itself shows: sign-in, starting, the skeleton under the shell. A few tokens with the
 * values of shared-ui/src/tokens/tokens.css, since nothing of a release is needed to show these.
 */
export const baseStyle = `
:root{color-scheme:light dark;--ground:light-dark(oklch(97.9% .004 225),oklch(17% .012 235));--surface:light-dark(oklch(100% 0 0),oklch(20% .013 235));--hover:light-dark(oklch(97% .005 225),oklch(24% .015 235));--text:light-dark(oklch(24% .018 240),oklch(94% .006 230));--soft:light-dark(oklch(42% .02 240),oklch(79% .012 230));--line:light-dark(oklch(92% .006 230),oklch(29% .014 235));--line-strong:light-dark(oklch(85% .01 230),oklch(37% .016 235));--brand:light-dark(oklch(46.5% .083 207),oklch(78% .098 200));--on-brand:light-dark(oklch(100% 0 0),oklch(19% .03 215));--tint:light-dark(oklch(94.5% .025 205),oklch(29% .04 208));--brand-text:light-dark(oklch(43% .083 207),oklch(80% .095 200));--focus:light-dark(oklch(52% .095 207),oklch(78% .11 200))}
[data-theme=light]{color-scheme:light}[data-theme=dark]{color-scheme:dark}
*,*::before,*::after{box-sizing:border-box}
html{background:var(--ground);-webkit-text-size-adjust:100%}
body{margin:0;color:var(--text);font:420 .875rem/1.5 'Inter Variable',system-ui,-apple-system,'Segoe UI',sans-serif}`;

/** The product's mark as the design system draws it (`BrandMark`): what stands here is replaced by that one, in place. */
export const mark = `<svg class="mark" viewBox="0 0 20 20" width="20" height="20" fill="currentColor" aria-hidden="true" focusable="false"><rect x="1" y="1" width="8" height="8" rx="2" opacity=".35"/><rect x="11" y="1" width="8" height="8" rx="2" opacity=".65"/><rect x="1" y="11" width="8" height="8" rx="2" opacity=".65"/><path d="M15 10.400c1.900 2.300 4 4 4 6a4 4 0 0 1-8 0c0-2 2.100-3.700 4-6Z"/></svg>`;
