/** Chromium for the browser tests: the system's, else installed where we may, else said plainly. */
import { existsSync } from 'node:fs';
import { chromiumPath } from '../chromium.mjs';
import { run } from './run.mjs';

/** @returns {Promise<boolean>} whether there is one now */
export async function ensureChromium(say) {
  if (chromiumPath()) return true;
  if (process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('no Chromium here; installing the distribution’s with apt-get');
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    const updated = await run('apt-get', ['update', '-q'], { env, quiet: true });
    if (updated === 0)
      await run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], { env, quiet: true });
    if (chromiumPath()) return true;
  }
  say(
    'NO CHROMIUM: the browser tests will fail. Install Chromium or Google Chrome (Debian, Ubuntu: `sudo apt-get install chromium`), ' +
      'or set CHROMIUM_PATH to one, then run this again.',
  );
  return false;
}
