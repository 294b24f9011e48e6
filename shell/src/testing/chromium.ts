import { spawnSync } from 'node:child_process';
import { chromium } from 'playwright';
import type { Browser } from 'playwright';

/** The machine's own Chromium, as tools/chromium.mjs finds it for the runners: never a downloaded one where there is one. */
export function launchChromium(): Promise<Browser> {
  const find = (name: string): string =>
    spawnSync('/bin/sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).stdout?.trim() ?? '';
  const path =
    process.env['CHROMIUM_PATH'] ?? ['chromium', 'chromium-browser', 'google-chrome'].map(find).find(Boolean);
  const args = [
    '--no-sandbox',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ args, ...(path === undefined ? {} : { executablePath: path }) });
}
