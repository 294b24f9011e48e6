/** What the page's one script runs. */
import './shell.css';
import { restoreTheme } from '@tessera/shared-ui';
import { readBoot } from './boot/read-boot.ts';
import { startShell } from './start.tsx';

restoreTheme();
// The gateway names the product in the title; each page puts its own name before it.
startShell(document.getElementById('root')!, { boot: readBoot(document), product: document.title });
