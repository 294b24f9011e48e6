/** The test DSL: a service's rules, folds and reactions without a host, a log or time. */
export { given, type Given, type Outcome, type TestCommand } from './given.ts';
export type { TestEvent } from './test-event.ts';
export { fold } from './fold.ts';
export { react } from './react.ts';
export { firing, reacting, type Reacted } from './reacting.ts';
export type { TestDocuments } from './look-up.ts';
export { fixedWorld } from './fixed-world.ts';
export { compileCast } from '../definition/casts/compile-cast.ts';
