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

/** The product's mark: two tiles of a mosaic that make a drop. */
export const mark = `<svg class="mark" viewBox="4.5 1.3 15 21.300" width="17" height="24" aria-hidden="true" focusable="false"><path d="M12 1.8c3.9 4.6 7 8.200 7 12.2H12z" fill="currentColor"/><path d="M11 3.100V14H5c0-3.500 2.600-6.900 6-10.900z" fill="currentColor" opacity=".62"/><path d="M5.100 15H11v7.1A7.100 7.100 0 0 1 5.100 15z" fill="currentColor" opacity=".86"/><path d="M12 15h6.900A7.100 7.100 0 0 1 12 22.100z" fill="currentColor" opacity=".46"/></svg>`;
