/** Testing an app in a real browser, without any back end. For `*.browser.spec.tsx` files. */
export { customer, renderApp, staff, type RenderAppOptions, type RenderedApp } from './render-app.tsx';
export { operation, type Call, type MockedOperation, type Resolver } from './operation.ts';
export { liveOperation, type LiveOptions, type MockedLive } from './live-operation.ts';
export { expired, Mishap, networkLoss, refuse, unavailable } from './mishap.ts';
