/** One configuration for every test of the workspace: `unit`, `int` (integration) and `browser` (real Chromium). */
import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { msw } from 'msw/vite';
import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import { chromiumPath, chromiumArgs } from './tools/chromium.mjs';

const require = createRequire(import.meta.url);
// graphql ships ESM and CommonJS; the two must not meet in one process ("another module or realm").
const alias = { graphql: require.resolve('graphql/index.js') };

const executablePath = chromiumPath();

/** Deadlines end hangs and judge nothing: machines are shared, and everything takes a multiple of its time now and then. */
const deadlines = { testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } };

const rooms = '{packages,services,gateway,shell,shared-ui,apps,tools}';
const node = {
  // Specs of processes wait more than they work: both cores, where vitest would leave one free.
  maxWorkers: 2,
  ...deadlines,
  server: { deps: { inline: [/@graphql-tools/, /graphql-yoga/, /@graphql-yoga/, /^@envelop/] } },
};

export default defineConfig({
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: 'unit',
          include: [`${rooms}/**/*.unit.spec.{ts,tsx}`],
          environment: 'node',
          // They touch nothing outside of themselves, and most of a small spec's time is loading what it imports.
          isolate: false,
          ...node,
        },
      },
      {
        resolve: { alias },
        test: {
          name: 'int',
          include: [
            `${rooms}/**/*.int.spec.{ts,tsx}`,
            // Minutes, and several servers: for whoever works on an engine, not for every run.
            ...(process.env['TESSERA_FULL_SUITE'] ? ['packages/**/*.long.spec.ts'] : []),
          ],
          environment: 'node',
          ...node,
        },
      },
      {
        resolve: { alias },
        // Mock Service Worker's file, for tests that play the gateway (app-kit/testing).
        plugins: [react(), msw({ mode: 'worker-only' })],
        test: {
          name: 'browser',
          include: ['{packages,gateway,shell,shared-ui,apps}/**/*.browser.spec.{ts,tsx}'],
          maxWorkers: 2,
          ...deadlines,
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { args: chromiumArgs, ...(executablePath === undefined ? {} : { executablePath }) },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
