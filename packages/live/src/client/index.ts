// The client
export { createLiveClient } from './live-client.ts';
export type {
  LiveClient,
  LiveClientOptions,
  LiveClientStats,
  LiveListener,
  LiveProblem,
  LiveQuery,
  LiveStatus,
  LiveUpdate,
  Network,
} from './types.ts';
// How it reaches the server
export { createEventSourceTransport } from './event-source-transport.ts';
export type { LiveTransport, StreamFailure, StreamHandlers, StreamRequest } from './transport.ts';
// Words of the protocol
export type { Notice, Owner, PickedDocument } from '../protocol/frames.ts';
