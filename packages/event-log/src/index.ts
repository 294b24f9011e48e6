// The port
export * from './port.ts';
export { decodeCursor, encodeCursor, type Cursor } from './cursor.ts';
export { parseStreamName, streamName, type StreamName } from './stream-name.ts';
export { compileFilter, type SubjectFilter } from './subject-pattern.ts';
export { maxCommitBytes } from './commit/prepare.ts';

// What can go wrong
export { CommitTooLargeError, isLogError, LogError, logErrors, type LogErrorCode } from './errors.ts';

// The engine without I/O; the others are `@tessera/event-log/sqlite` and, by url, `@tessera/event-log/open`
export { createMemoryLog, type MemoryLogOptions } from './memory/memory-log.ts';
export { shownUrl } from './shown-url.ts';
export { isServerUrl } from './server-url.ts';
