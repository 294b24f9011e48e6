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
    trace: 'retain-on-failure',
    launchOptions: { args: chromiumArgs, ...(executablePath === undefined ? {} : { executablePath }) },
  },
});
