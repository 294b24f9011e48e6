/** What hub and client share; `@tessera/live/hub` and `@tessera/live/client` are the two ends. */
export { decodeCursor, encodeCursor, type Cursor } from './protocol/cursor.ts';
export type {
  CloseCode,
  FrameData,
  FrameName,
  KeyedDocument,
  Notice,
  Owner,
  PickedDocument,
  ResetReason,
} from './protocol/frames.ts';
export { systemClock, type Clock } from './clock/clock.ts';
