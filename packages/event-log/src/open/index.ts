/** Picks the engine by url. Engines are loaded when they are asked for: a page that never opens a file never loads SQLite. */
import { LogError } from '../errors.ts';
import { createMemoryLog } from '../memory/memory-log.ts';
import type { EventLog } from '../port.ts';

export interface OpenLogOptions {
  /** The clock for commits' `time`, ISO 8601. @default the system's */
  readonly now?: () => string;
  /** How long a call waits out other processes' locks, elections and restarts before it fails. @default the engine's */
  readonly patienceMs?: number;
  /**
   * Whether a log that does not exist is created. False: `LOG_ABSENT`, naming server or file; for whoever only looks, so that
   * a mistyped name leaves nothing behind. @default true
   */
  readonly create?: boolean;
}

/**
 * `sqlite:<path>` or a bare path: one file, several processes of one machine. `memory:`: this process only, gone with
 * it. `nats://[user:password@]host:port[,host:port…][/<name>][?replicas=n]` (or `tls://`): a JetStream server or cluster.
 */
export async function openLog(url: string, options: OpenLogOptions = {}): Promise<EventLog> {
  // One letter before the colon is a drive, not a scheme.
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(url)?.[1]?.toLowerCase();
  switch (scheme) {
    case 'memory':
      return createMemoryLog(options);
    case undefined:
    case 'sqlite': {
      const path = url.replace(/^sqlite:(\/\/(?=\/))?/i, '');
      if (path === '') throw unknown(url);
      const { openSqliteLog } = await import('../sqlite/index.ts');
      return openSqliteLog({ ...options, path });
    }
    case 'nats':
    case 'tls': {
      const { openJetStreamLog } = await import('../jetstream/index.ts');
      return openJetStreamLog({ ...options, url });
    }
    default:
      throw unknown(url);
  }
}

function unknown(url: string): LogError {
  return new LogError(
    'LOG_URL',
    `${JSON.stringify(url)} names no event log. Use a path or sqlite:<path>, memory:, or nats://host:port.`,
    { url },
  );
}
