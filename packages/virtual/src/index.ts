// The platform; `@tessera/virtual/msw` and `@tessera/virtual/fetch` put it where requests are made
export { createVirtualPlatform, type PlatformRequest, type VirtualPlatform } from './virtual-platform.ts';
export type { VirtualBrowser } from './gateway/virtual-browser.ts';
export type { VirtualPlatformOptions } from './options.ts';
export { gatewayPaths } from './gateway/paths.ts';
export type { Publishable } from './gateway/publish.ts';

// What happened, happens, and goes wrong
export type { Scenario, Scenarios } from './scenarios/scenario.ts';
export type { PlayOptions, StageState } from './scenarios/stage.ts';
export type { EventFilter, PlatformEvent } from './world/read-events.ts';
export type { FaultOptions, Faults, ServiceFailure } from './faults/faults.ts';

// Its world
export { createManualClock, type ManualClock } from './world/manual-clock.ts';
export type { Span } from './world/span.ts';
