// The hub
export { createHub } from './hub.ts';
export type { ConnectRequest, Hub, HubConnection, HubOptions, HubStats, LiveOperation } from './hub-types.ts';
export type { Sink } from './sink.ts';
// What it reads
export type {
  DocumentChange,
  DocumentSource,
  DocumentsAnswer,
  DocumentsRequest,
  FeedMessage,
  LiveUser,
  OpenRequest,
  Opening,
  Refusal,
  SourceDocument,
} from './source.ts';
export { createHttpSource, type HttpSource, type HttpSourceOptions } from '../source/http-source.ts';
// Serving it over HTTP
export { createLiveHandler, type LiveHandlerOptions, type LiveSession } from '../http/live-handler.ts';
export {
  defaultLimits,
  parseRequest,
  type LiveRequest,
  type ParsedRequest,
  type RequestLimits,
  type SubscriptionRequest,
} from '../protocol/request.ts';
export { encodeFrame, encodeSse, streamHeaders } from '../protocol/sse.ts';
// Compiling operations
export { compileSelection } from '../selection/compile-selection.ts';
export type { BoundSelection, CompiledSelection, SelectionProblem } from '../selection/selection.ts';
