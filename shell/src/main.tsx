/** What the page's one script runs. */
import '@tessera/shared-ui/styles.css';
import './shell.css';
import { restoreTheme } from '@tessera/shared-ui';
import { readBoot } from './boot/read-boot.ts';
import { signInWindow, tellSignedIn } from './session/session-watch.ts';
import { startShell } from './start.tsx';

const boot = readBoot(document);
if (boot.user !== null) tellSignedIn(boot.user);
// Opened by another page's prompt to sign in: its work is done.
if (window.name === signInWindow) window.close();
else {
  restoreTheme();
  // The gateway names the product in the title; each page puts its own name before it.
  startShell(document.getElementById('root')!, { boot, product: document.title });
}
