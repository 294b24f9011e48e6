/** The sign-in page with development identities: one button per person, no script. */
import type { Identity } from './identities.ts';
import { escapeHtml } from '../http/html.ts';
import { mark } from '../page/base-style.ts';
import { htmlDocument } from '../page/document.ts';
import type { Theme } from '../page/document.ts';
import type { ProductFont } from '../page/product-font.ts';

const style = `
main{min-height:100vh;min-height:100dvh;display:grid;align-content:center;max-width:26rem;margin:auto;padding:2rem 1.25rem}
.brand{display:flex;align-items:center;gap:.625rem;font-weight:610;letter-spacing:-.01em}
.mark{color:var(--brand)}
h1{font-size:1.25rem;line-height:1.3;font-weight:610;letter-spacing:-.012em;margin:1.75rem 0 .25rem}
p{margin:0;color:var(--soft)}
form{margin:1.5rem 0;border:1px solid var(--line-strong);border-radius:.625rem;background:var(--surface);overflow:hidden}
button{display:grid;grid-template:auto auto/2.25rem 1fr 1rem;column-gap:.75rem;align-items:center;width:100%;padding:.75rem .875rem;border:0;background:none;color:inherit;font:inherit;text-align:start;cursor:pointer;transition:background-color .12s ease-out}
button+button{border-top:1px solid var(--line)}
button:hover{background:var(--hover)}
button:active{background:var(--tint)}
button:focus-visible{outline:2px solid var(--focus);outline-offset:-3px;border-radius:.5rem}
.face{grid-row:1/3;display:grid;place-content:center;width:2.25rem;height:2.25rem;border-radius:50%;background:var(--tint);color:var(--brand-text);font-size:.75rem;font-weight:610;letter-spacing:.02em}
.name{font-weight:530}
.about{grid-column:2;color:var(--soft);font-size:.8125rem;line-height:1.4}
.go{grid-row:1/3;grid-column:3;color:var(--soft);transition:transform .12s ease-out}
button:hover .go{transform:translateX(2px)}
.note{font-size:.75rem}
@media (prefers-reduced-motion:reduce){button,.go{transition:none}}
@media (forced-colors:active){.face{border:1px solid}}`;

const chevron = `<svg class="go" viewBox="0 0 16 16" width="16" height="16" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m6 3.500 4.500 4.500L6 12.500"/></svg>`;

export interface SignInPageOptions {
  readonly product: string;
  readonly font: ProductFont | undefined;
  readonly identities: readonly Identity[];
  /** A checked local path. */
  readonly returnTo: string;
  readonly theme: Theme;
  readonly nonce: string;
}

export function signInPage({ product, font, identities, returnTo, theme, nonce }: SignInPageOptions): string {
  const people = identities.map(
    ({ user, about }) =>
      `<button name="identity" value="${escapeHtml(user.id)}"><span class="face" aria-hidden="true">${escapeHtml(initials(user.name))}</span><span class="name">${escapeHtml(user.name)}</span><span class="about">${escapeHtml(about)}</span>${chevron}</button>`,
  );
  return htmlDocument({
    title: `Sign in · ${product}`,
    theme,
    nonce,
    ...withFont(font),
    body: `<main><div class="brand">${mark}${escapeHtml(product)}</div><h1>Who are you today?</h1><p>Choose a person to work as.</p><form method="post" action="/auth/sign-in"><input type="hidden" name="return" value="${escapeHtml(returnTo)}">${people.join('')}</form><p class="note">These are development identities: no password, and refused in production.</p></main>`,
  });
}

/** Shown where development identities are switched off and nothing else is set up. */
export function noSignInPage({
  product,
  font,
  theme,
  nonce,
}: Omit<SignInPageOptions, 'identities' | 'returnTo'>): string {
  return htmlDocument({
    title: `Sign in · ${product}`,
    theme,
    nonce,
    ...withFont(font),
    body: `<main><div class="brand">${mark}${escapeHtml(product)}</div><h1>Nobody can sign in here yet</h1><p>Development identities are refused because this gateway runs with TESSERA_ENV=production, and no identity provider is set up. On a machine that only you can reach, set TESSERA_DEV_IDENTITIES=1 and restart the gateway.</p></main>`,
  });
}

function withFont(font: ProductFont | undefined): { readonly head?: string; readonly style: string } {
  return font === undefined ? { style } : { head: font.preload, style: `${font.style}${style}` };
}

function initials(name: string): string {
  return name
    .split(' ')
    .map((word) => word[0] ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase();
}
