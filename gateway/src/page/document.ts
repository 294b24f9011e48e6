import { escapeHtml } from '../http/html.ts';
import { readCookie } from '../http/cookies.ts';
import { baseStyle } from './base-style.ts';

export type Theme = 'light' | 'dark' | 'system';

/** What the person chose; the shell writes the cookie `tessera_theme`. `system` follows the device, by CSS alone. */
export function themeOf(cookies: string | undefined): Theme {
  const theme = readCookie(cookies, 'tessera_theme');
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

export interface DocumentOptions {
  readonly title: string;
  readonly theme: Theme;
  readonly nonce: string;
  /** Which library's styles count on the page, where none says otherwise: `[data-ui]`. */
  readonly styles?: string;
  /** More of the head, as HTML. */
  readonly head?: string;
  readonly style: string;
  readonly body: string;
}

/** A whole HTML document. The theme is in it before anything is painted: no flash, no script. */
export function htmlDocument({ title, theme, nonce, styles, head = '', style, body }: DocumentOptions): string {
  return `<!doctype html>
<html lang="en" data-theme="${theme}"${styles === undefined ? '' : ` data-ui="${styles}"`}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${theme === 'system' ? 'light dark' : theme}">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
${head}<style nonce="${nonce}">${baseStyle}${style}</style>
</head>
<body>
${body}
</body>
</html>
`;
}
