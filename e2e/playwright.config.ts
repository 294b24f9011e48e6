import { defineConfig } from '@playwright/test';
import { chromiumArgs, chromiumPath } from '../tools/chromium.mjs';

const executablePath = chromiumPath();

export default defineConfig({
  testDir: './tests',
  // Cleared at the start: it must be nobody else's.
  outputDir: '../test-results/e2e',
  // One product per worker, two cores: one worker. A test that needs a second try is a defect.
  workers: 1,
  retries: 0,
  forbidOnly: true,
  // They end hangs and judge nothing: machines are shared.
  timeout: 240_000,
  expect: { timeout: 60_000 },
  reporter: [['list'], ['json', { outputFile: '../test-results/e2e-report/report.json' }]],
  use: {
    browserName: 'chromium',
    headless: true,
    // Without its film: that is a fifth of the time of every test, and the snapshots show the same pages.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
    launchOptions: { args: chromiumArgs, ...(executablePath === undefined ? {} : { executablePath }) },
  },
});
