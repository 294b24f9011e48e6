/**
 * The log on a NATS JetStream server or cluster, for more than one machine.
 *
 * Invariants: one message = one commit, so a commit is atomic on every server version; the message's sequence is the
 * position; a stream's version is the last sequence of its subject. What an acknowledgement is worth on which server is
 * in `docs/reference/event-log.md`.
 */
import { checkAfter, prepareAppend } from '../commit/prepare.ts';
import { createSystemClock } from '../commit/system-clock.ts';
import { newEpoch } from '../epoch.ts';
import { LogError } from '../errors.ts';
import type { Commit, EventLog, LogItem, Position } from '../port.ts';
import { assertStreamName } from '../stream-name.ts';
import type { SubjectFilter } from '../subject-pattern.ts';
import { createChanges } from '../subscription/changes.ts';
import { follow, type ScannableLog, type Scanned } from '../subscription/follow.ts';
import { parseAddress } from './address.ts';
import { createAppending } from './appending.ts';
import { createCommandIndex } from './command-index.ts';
import { openConnection } from './connection.ts';
import { toLogError } from './failure.ts';
import { toCommit } from './message.ts';
import { whilePassing } from './patience.ts';
import { createReading } from './reading.ts';
import { readStream } from './stream-reading.ts';
import { createWatch } from './watch.ts';
import { StaleAnswerError } from './stale-answer.ts';

export interface JetStreamLogOptions {
  /** `nats://[user:password@]host:port[,host:port…][/<name>][?replicas=3]`; the name is 'tessera' when left out. */
  readonly url: string;
  /** The clock for commits' `time`, ISO 8601. @default the system's */
  readonly now?: () => string;
  /** Identity of a log that is created now; an existing one keeps its own. @default random */
  readonly epoch?: string;
  /** How long a call may take to get through elections and restarts before it fails. @default 30000 */
  readonly patienceMs?: number;
  /** False: a log that does not exist is not made, but `LOG_ABSENT`. @default true */
  readonly create?: boolean;
}

/** Connects, and creates the log if it does not exist (unless told not to); safe when several processes do so at once. */
export async function openJetStreamLog(options: JetStreamLogOptions): Promise<EventLog> {
  const { now = createSystemClock(), patienceMs = 30_000 } = options;
  const address = parseAddress(options.url);
  const connection = await openConnection({
    address,
    patienceMs,
    epoch: options.epoch ?? newEpoch(),
    create: options.create ?? true,
  });
  let knownHead: Position = 0;
  const reading = createReading(connection, { known: () => knownHead, reached });
  const index = createCommandIndex(reading, connection.prefix);
  const appending = createAppending(connection, reading, index);
  const changes = createChanges();
  const watch = createWatch(connection, reading, {
    reached,
    failed: (error) => changes.fail(toLogError(error, connection)),
  });
  const underWay = new Set<Promise<unknown>>();
  let closing: Promise<void> | undefined;

  function reached(position: Position): void {
    if (position <= knownHead) return;
    knownHead = position;
    changes.announce();
  }

  function assertOpen(): void {
    if (closing) throw new LogError('LOG_CLOSED', `The event log "${address.name}" was closed by this process.`);
  }

  /** A call on the cluster: counted, so that closing waits for it, and failing in the log's words. */
  async function calling<T>(call: () => Promise<T>): Promise<T> {
    assertOpen();
    const work = call().catch((error: unknown) => {
      throw toLogError(error, connection);
    });
    underWay.add(work);
    try {
      return await work;
    } finally {
      underWay.delete(work);
    }
  }

  async function scan(after: Position, filter: SubjectFilter, signal: AbortSignal, ask: boolean): Promise<Scanned> {
    try {
      assertOpen();
      return await whilePassing(
        async () => {
          if (ask) reached(await reading.head());
          else if (knownHead <= after) reached(await reading.ledHead());
          const head = knownHead;
          if (head <= after) return { commits: [], upTo: head, reachedHead: true };
          const { commits, upTo } = await reading.scan(filter, after, head);
          return { commits, upTo, reachedHead: upTo === head };
        },
        patienceMs,
        signal,
      );
    } catch (error) {
      assertOpen();
      throw toLogError(error, connection);
    }
  }

  /**
   * A subscription has caught up when it has reached the head there was when it began, so its first scan asks for it;
   * later ones go by what the watch told, which is cheaper and at most a little behind.
   */
  function scanFromHead(): ScannableLog['scan'] {
    let first = true;
    return async (after, filter, signal) => {
      const scanned = await scan(after, filter, signal, first);
      first = false;
      return scanned;
    };
  }

  async function findCommand(stream: string, commandId: string): Promise<Commit | undefined> {
    const position = (await index.refresh(stream)).commands.get(commandId);
    if (position === undefined) return undefined;
    const message = await reading.message(position);
    if (!message) throw new StaleAnswerError(`commit ${position} is missing`);
    return toCommit(message, connection.prefix);
  }

  async function* watched(
    items: AsyncIterable<LogItem>,
    signal: AbortSignal,
  ): AsyncGenerator<LogItem, void, undefined> {
    const leave = watch.join(signal);
    try {
      yield* items;
    } finally {
      leave();
    }
  }

  return {
    epoch: connection.epoch,
    async append(stream, events, appendOptions = {}) {
      assertOpen();
      const prepared = prepareAppend(stream, events, appendOptions, now);
      const result = await calling(() => appending.append(prepared));
      if (result.ok) reached(result.commit.position);
      return result;
    },
    async read(stream, { after } = {}) {
      assertStreamName(stream);
      const from = checkAfter(after);
      return calling(() => whilePassing(() => readStream(reading, stream, from, connection.prefix), patienceMs));
    },
    async findCommand(stream, commandId) {
      assertStreamName(stream);
      return calling(() => whilePassing(() => findCommand(stream, commandId), patienceMs));
    },
    subscribe(subscribeOptions, signal) {
      assertOpen();
      return watched(follow({ changes, scan: scanFromHead() }, subscribeOptions, signal), signal);
    },
    async head() {
      const head = await calling(() => whilePassing(() => reading.head(), patienceMs));
      reached(head);
      return head;
    },
    close() {
      closing ??= (async () => {
        changes.end();
        watch.end();
        await Promise.allSettled(underWay);
        await connection.nats.close();
      })();
      return closing;
    },
  };
}
