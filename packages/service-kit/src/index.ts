// Defining a service: pure and isomorphic. Handlers in several files know their events' data through `vocabulary`.
export { defineService, type ServiceDefinition, type ServiceInput } from './definition/service.ts';
export { vocabulary, type Vocabulary } from './definition/vocabulary.ts';
export {
  erased,
  isErased,
  notPersonal,
  personal,
  unlessErased,
  type Erased,
  type PersonalOptions,
} from './definition/personal.ts';
export {
  consumed,
  event,
  type ConsumedDefinition,
  type ConsumedMap,
  type EventDefinition,
  type EventMap,
  type Occurrence,
  type OlderVersion,
} from './definition/event.ts';
export { drop, mapValues, move, rename, setDefault, type CastStep } from './definition/casts/cast.ts';
export type { ReadingRules, WhenUnread } from './definition/reading.ts';
export { command, type CommandDefinition, type DecideContext } from './definition/command.ts';
export { emit, reject, type Decision, type Emitted, type Problem, type Rejection } from './definition/decision.ts';
export { stream, type StreamDefinition } from './definition/stream.ts';
export { projection, type Documents, type IndexValue, type ProjectionDefinition } from './definition/projection.ts';
export { policy, send, type LookUp, type PolicyDefinition, type Reaction, type Sent } from './definition/policy.ts';
export { later, schedule, unschedule, type DueTimer, type Span, type TimerDefinition } from './definition/timer.ts';
export { type EffectDefinition, type EffectOutcome } from './definition/effect.ts';
export { effectRefused, type EffectCall, type EffectPort, type EffectPorts } from './core/effect/effect-port.ts';
export { parkedReactions, type ParkedReactions } from './core/policy/parked-reactions.ts';
export { type ParkedReaction } from './core/policy/policy-state.ts';
export { forbidden, type Forbidden, type LiveArguments, type LiveGrant, type LiveRule } from './definition/live.ts';
export { anonymous, type User } from './definition/user.ts';
export { DefinitionError } from './definition/check/definition-error.ts';
export type {
  CommandOptions,
  CommandResult,
  DocumentReader,
  Page,
  PageRequest,
  Resolver,
  ResolverContext,
  Resolvers,
} from './definition/resolver.ts';

// Running services without I/O, in a page or a test; on Node: `@tessera/service-kit/node`
export {
  createInMemoryHost,
  type ExecuteRequest,
  type GivenEvent,
  type InMemoryHost,
  type InMemoryHostOptions,
} from './memory/in-memory-host.ts';
export { KeysUnavailable, SealBroken, type KeyNeed, type KeyOwner, type KeyVault } from './core/privacy/key-vault.ts';
export { createSealCheck, type SealCheck, type SealReport } from './core/privacy/seal-check.ts';
export { createMemoryVault } from './memory/memory-vault.ts';
export { carryOutErasures, recordErasure, type ErasureRequest } from './core/privacy/subject-erased.ts';
export { recordContracts } from './core/event-contract/contract-stream.ts';
export { contractOf, type EventContract, type ServiceContract } from './core/contract.ts';
export { type Alarm } from './core/timer/run-timers.ts';
export { type RecordedEffect } from './memory/recorded-effects.ts';
export type { DocumentsAnswer, DocumentsRequest } from './core/runtime/documents.ts';
export type { LiveOpening } from './core/live/open-live.ts';
export type { ChangesLine, FeedChange, FeedLine, HelloLine, ProgressLine } from './core/feed/change-line.ts';
export { ServiceError } from './core/graphql/service-error.ts';
