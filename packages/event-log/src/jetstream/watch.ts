/**
 * Knows how far the log has got, while somebody subscribes: through a consumer of headers only, which the server pushes
 * to, and, in case that should ever fall silent, by asking twice a second.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ConsumerMessages } from '@nats-io/jetstream';
import type { Position } from '../port.ts';
import type { JetStreamConnection } from './connection.ts';
import { isPassing } from './failure.ts';
import type { Reading } from './reading.ts';

export interface Watch {
  /** One more subscription, until the answered function is called or the signal aborts. */
  join(signal: AbortSignal): () => void;
  /** The log is closed: whoever has joined has left. */
  end(): void;
}

const askEveryMs = 500;
const tryAgainMs = 200;

export interface WatchOptions {
  /** Told each position the log is known to have got to; it may be told the same twice. */
  reached(position: Position): void;
  /** Told what waiting will not mend: the log is no longer the one that was opened. */
  failed(error: unknown): void;
}

export function createWatch(
  { client, name }: JetStreamConnection,
  reading: Reading,
  { reached, failed }: WatchOptions,
): Watch {
  const members = new Set<object>();
  let stop: AbortController | undefined;

  async function listen(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      let messages: ConsumerMessages | undefined;
      const end = (): void => void messages?.close();
      try {
        const from = (await reading.ledHead()) + 1;
        const consumer = await client.consumers.get(name, {
          deliver_policy: 'by_start_sequence',
          opt_start_seq: from,
          headers_only: true,
        });
        if (signal.aborted) return;
        reached(from - 1);
        messages = await consumer.consume({ max_messages: 512, expires: 10_000, idle_heartbeat: 1000 });
        signal.addEventListener('abort', end);
        for await (const { seq } of messages) reached(seq);
      } catch {
        // Elections, restarts: `ask` goes on meanwhile, and reading itself reports what does not pass.
      } finally {
        signal.removeEventListener('abort', end);
      }
      await pause(tryAgainMs, signal);
    }
  }

  async function ask(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(askEveryMs, signal);
      if (signal.aborted) return;
      await reading.ledHead().then(reached, (error: unknown) => isPassing(error) || failed(error));
    }
  }

  return {
    join(signal) {
      const member = {};
      // A reader that is aborted while it holds an item never comes back to say that it leaves.
      const leave = (): void => {
        signal.removeEventListener('abort', leave);
        if (members.delete(member) && members.size === 0) stop?.abort();
      };
      if (signal.aborted) return leave;
      signal.addEventListener('abort', leave);
      members.add(member);
      if (members.size === 1) {
        stop = new AbortController();
        void listen(stop.signal);
        void ask(stop.signal);
      }
      return leave;
    },
    end() {
      members.clear();
      stop?.abort();
    },
  };
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal }).catch(() => undefined);
}
