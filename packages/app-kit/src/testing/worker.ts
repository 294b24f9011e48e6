/** One service worker for a page of tests; what it answers changes with each test. */
import type { HttpHandler } from 'msw';
import { setupWorker } from 'msw/browser';

const worker = setupWorker();
let started: Promise<unknown> | undefined;

/** The worker's file is served by `msw/vite` in the root's vite.config.ts. */
export async function playGateway(handlers: readonly HttpHandler[]): Promise<void> {
  worker.resetHandlers(...handlers);
  // What the test page itself is made of goes to the server that serves it.
  started ??= worker.start({ quiet: true, onUnhandledFrame: 'bypass' });
  await started;
}
