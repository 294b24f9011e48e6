/**
 * `/feed`: NDJSON for ever. Each line is encoded once and the same bytes go to every reader. A reader that stops reading
 * gets nothing more into its buffer; when it reads again, it gets the documents' present state from where it stopped. One
 * that does not come back is disconnected, its cursor as good as before.
 */
import type { ServerResponse } from 'node:http';
import type { Position } from '@tessera/event-log';
import { changeLine, type FeedLine } from '../../core/feed/change-line.ts';
import { changesSince } from '../../core/feed/changes-since.ts';
import type { ServiceRuntime } from '../../core/runtime/service-runtime.ts';

export interface FeedOptions {
  /** @default 5_000 */
  readonly heartbeatMs?: number;
  /** A reader that accepts nothing for this long is disconnected. @default 60_000 */
  readonly patienceMs?: number;
}

export interface Feed {
  readonly readers: number;
  /** Bytes that wait for readers, all together; bounded by one line and one socket buffer for each. */
  readonly buffered: number;
  open(response: ServerResponse, after: string | undefined): void;
  close(): void;
}

interface Reader {
  readonly response: ServerResponse;
  /** Up to where everything is in its buffer or read. */
  position: Position;
  /** Since when it has accepted nothing; undefined while it reads. */
  blockedAt: number | undefined;
  /** Documents were swapped since it was last greeted. */
  outdated: boolean;
}

export function createFeed(runtime: ServiceRuntime, options: FeedOptions = {}): Feed {
  const { heartbeatMs = 5_000, patienceMs = 60_000 } = options;
  const readers = new Set<Reader>();
  const heartbeat = encode({ kind: 'heartbeat' });

  const stop = runtime.onFlushed((flushed) => {
    if (readers.size === 0) return;
    const line = encode(changeLine(flushed));
    for (const reader of readers) {
      if (reader.blockedAt !== undefined) continue;
      reader.position = flushed.position;
      write(reader, line);
    }
  });

  const stopSwaps = runtime.onSwapped(() => {
    for (const reader of readers) {
      if (reader.blockedAt !== undefined) reader.outdated = true;
      else greet(reader, runtime.position);
    }
  });

  const timer = setInterval(() => {
    const now = Date.now();
    for (const reader of readers) {
      if (reader.blockedAt === undefined) write(reader, heartbeat);
      else if (now - reader.blockedAt > patienceMs) reader.response.destroy();
    }
  }, heartbeatMs);
  timer.unref();

  function write(reader: Reader, line: Buffer): void {
    if (!reader.response.write(line)) reader.blockedAt ??= Date.now();
  }

  function greet(reader: Reader, position: Position): void {
    reader.position = position;
    reader.outdated = false;
    write(reader, encode(runtime.hello(position)));
  }

  function resume(reader: Reader): void {
    reader.blockedAt = undefined;
    const { position } = runtime;
    if (reader.outdated) return greet(reader, position);
    if (reader.position === position) return;
    const missed = changesSince(runtime.store, runtime.compiled.projections.keys(), reader.position, position);
    // Away for longer than tombstones are kept: the new hello says that there is a gap.
    if (missed === undefined) return greet(reader, position);
    reader.position = position;
    write(reader, encode(missed));
  }

  return {
    get readers() {
      return readers.size;
    },
    get buffered() {
      let bytes = 0;
      for (const { response } of readers) bytes += response.writableLength;
      return bytes;
    },
    open(response, after) {
      const { position } = runtime;
      const from = runtime.feedStart(after) ?? position;
      const reader: Reader = { response, position: from, blockedAt: undefined, outdated: false };
      // The connection ends with the feed: kept alive, it would hold up an orderly end of the process.
      response.writeHead(200, {
        'content-type': 'application/x-ndjson; charset=utf-8',
        'cache-control': 'no-store',
        connection: 'close',
      });
      greet(reader, from);
      readers.add(reader);
      response.on('drain', () => resume(reader));
      response.on('close', () => readers.delete(reader));
      if (reader.blockedAt === undefined) resume(reader);
    },
    close() {
      stop();
      stopSwaps();
      clearInterval(timer);
      for (const { response } of readers) response.end();
      readers.clear();
    },
  };
}

function encode(line: FeedLine): Buffer {
  return Buffer.from(`${JSON.stringify(line)}\n`);
}
