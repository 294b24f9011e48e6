import type { Theme } from '@tessera/shared-ui';

const year = 365 * 24 * 60 * 60;

/** Tells the gateway, so that the next page has the theme in it before anything is painted. */
export function rememberTheme(theme: Theme): void {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  const cookie = `tessera_theme=${theme}; Path=/; Max-Age=${year}; SameSite=Lax${secure}`;
  if (!document.cookie.split('; ').includes(`tessera_theme=${theme}`)) document.cookie = cookie;
}
