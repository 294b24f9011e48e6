/** The browser that is on this machine, as every test of the repository finds it. */
export { chromiumArgs, chromiumPath } from '../../../tools/chromium.mjs';
