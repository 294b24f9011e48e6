/**
 * A small set of named entries on the JetStream servers of a log, beside it: what the processes of several machines must
 * agree upon and what, unlike an event, must be destroyable. Laid out as a NATS key-value bucket (ADR-8, history 1), so
 * that the `nats kv` tool shows it, but made by us: buckets of the official client refuse to wipe single messages.
 *
 * Invariants: every change has a revision, in one order for all; `create` is answered by a majority, so of all who race
 * one wins; whoever watches sees every change that was not replaced or wiped before, in order.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { jetstream, jetstreamManager, JetStreamApiError } from '@nats-io/jetstream';
import type { ConsumerMessages, JetStreamManager, StreamConfig } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { newEpoch as newId } from '../epoch.ts';
import { parseAddress } from '../jetstream/address.ts';
import { dial } from '../jetstream/connection.ts';
import {
  isNameInUse,
  isPassing,
  isStreamNotFound,
  isSubjectsOverlap,
  isWrongLastSequence,
} from '../jetstream/failure.ts';
import { whilePassing } from '../jetstream/patience.ts';

export interface BucketOptions {
  /** A log's url: the bucket is `<name of the log>-<name>` on the same servers, in as many copies. */
  readonly url: string;
  /** `[A-Za-z0-9_-]+` */
  readonly name: string;
  /** What is in it, in a word or two: stands in the stream's description, by which it is told from others. */
  readonly content: string;
  /** False: undefined is answered when there is none. @default true */
  readonly create?: boolean;
  /** How long opening may take to get through elections and restarts. @default 30_000 */
  readonly patienceMs?: number;
}

export interface BucketEntry {
  /** `[-/_=.a-zA-Z0-9]+` */
  readonly key: string;
  readonly value: Uint8Array;
  readonly revision: number;
}

export interface Watcher {
  /** Every entry, oldest first, then every change. */
  onEntry(entry: BucketEntry): void;
  /** The connection was lost: what happens from now on is seen late. */
  onLost(): void;
  /** It is no longer the bucket that was opened; watching has ended. */
  onGone(error: BucketGone): void;
}

export interface Bucket {
  /** Made with the bucket, never changed. */
  readonly id: string;
  /** Name and servers, for messages. */
  readonly label: string;
  /** The new entry's revision; undefined: there is an entry of that key. */
  create(key: string, value: Uint8Array, patienceMs: number): Promise<number | undefined>;
  put(key: string, value: Uint8Array, patienceMs: number): Promise<number>;
  /**
   * Removes what a revision has stored and writes random bytes over it, in the files of every server that has a copy.
   * Nothing to do when it is gone already.
   */
  wipe(revision: number, patienceMs: number): Promise<void>;
  /** Watches from its beginning; called once. Passing failures are gone on after. */
  watch(watcher: Watcher): void;
  /** Watches through a fresh consumer: this one may have fallen silent. */
  rewatch(): void;
  /** What is stored, up to a revision that somebody has stored: read from the servers, whatever was watched before. */
  readTo(revision: number, patienceMs: number): Promise<BucketEntry[]>;
  /** The keys there are below a first part, without their values: `key` finds `key.orders.x`. */
  keysBelow(part: string): Promise<string[]>;
  /** How many processes, on any machine, watch it right now. */
  countWatchers(): Promise<number>;
  close(): Promise<void>;
}

/** The stream was removed, or another was made under its name. */
export class BucketGone extends Error {
  override readonly name = 'BucketGone';
}

const format = 1;
/** A request to a server that died is never answered: ask again rather soon. */
const requestTimeoutMs = 1000;
const tryAgainMs = 200;

export async function openBucket(options: BucketOptions): Promise<Bucket | undefined> {
  const { url, content, create = true, patienceMs = 30_000 } = options;
  const address = parseAddress(url);
  const bucket = `${address.name}-${options.name}`;
  const stream = `KV_${bucket}`;
  const prefix = `$KV.${bucket}.`;
  const label = `bucket ${bucket} on ${address.servers.join(', ')}`;
  const nats = await whilePassing(() => dial(address, `tessera ${bucket}`), patienceMs);
  const manager = await jetstreamManager(nats, { timeout: requestTimeoutMs, checkAPI: false });
  const client = jetstream(nats, { timeout: requestTimeoutMs });

  const identify = ({ description = '' }: StreamConfig): string => {
    const [, found, version, id] = /^tessera ([a-z ]+); format (\d+); id ([A-Za-z0-9_-]+)$/.exec(description) ?? [];
    if (id === undefined || found !== content) throw new BucketGone(`the stream ${stream} holds something else`);
    if (Number(version) > format) throw new BucketGone(`the stream ${stream} was made by a newer version`);
    return id;
  };

  async function find(): Promise<string | undefined> {
    try {
      return identify((await manager.streams.info(stream)).config);
    } catch (error) {
      if (isStreamNotFound(error)) return undefined;
      throw error;
    }
  }

  async function findOrMake(): Promise<string | undefined> {
    const found = await find();
    if (found !== undefined || !create) return found;
    try {
      const description = `tessera ${content}; format ${format}; id ${newId()}`;
      const config = streamConfig(nats, { stream, prefix, description, replicas: address.replicas });
      return identify((await manager.streams.add(config)).config);
    } catch (error) {
      const raced = isNameInUse(error) || isSubjectsOverlap(error) ? await find() : undefined;
      if (raced === undefined) throw error;
      return raced;
    }
  }

  let id: string;
  try {
    const found = await whilePassing(findOrMake, patienceMs);
    if (found === undefined) {
      await nats.close();
      return undefined;
    }
    id = found;
  } catch (error) {
    await nats.close();
    throw error;
  }

  const ending = new AbortController();
  let watching: ConsumerMessages | undefined;

  function publish(key: string, value: Uint8Array, patience: number, created: boolean): Promise<number> {
    // Repeated as it was when it is not answered: the id tells the server that it has it.
    const known = { msgID: newId(), ...(created ? { expect: { lastSubjectSequence: 0 } } : {}) };
    return whilePassing(async () => (await client.publish(prefix + key, value, known)).seq, patience);
  }

  async function watchOn({ onEntry, onLost, onGone }: Watcher): Promise<void> {
    let seen = 0;
    while (!ending.signal.aborted) {
      try {
        const found = await find();
        if (found !== id) {
          onGone(new BucketGone(`the ${label} was ${found === undefined ? 'removed' : 'replaced by another'}`));
          return;
        }
        const consumer = await client.consumers.get(stream, {
          deliver_policy: 'by_start_sequence',
          opt_start_seq: seen + 1,
        });
        watching = await consumer.consume({ max_messages: 1024, expires: 10_000, idle_heartbeat: 1000 });
        if (ending.signal.aborted) return void watching.close();
        for await (const { subject, data, seq } of watching) {
          if (seq <= seen) continue;
          seen = seq;
          onEntry({ key: subject.slice(prefix.length), value: data, revision: seq });
        }
      } catch {
        // Elections, restarts. Whoever needs to be up to date asks, and is told that it cannot be had.
      }
      onLost();
      await sleep(tryAgainMs, undefined, { signal: ending.signal }).catch(() => undefined);
    }
  }

  async function readTo(revision: number, patience: number): Promise<BucketEntry[]> {
    const entries: BucketEntry[] = [];
    const consumer = await client.consumers.get(stream, { deliver_policy: 'all' });
    const messages = await consumer.consume({ max_messages: 1024, expires: 10_000, idle_heartbeat: 1000 });
    const timer = setTimeout(() => void messages.close(), patience);
    try {
      for await (const { subject, data, seq } of messages) {
        entries.push({ key: subject.slice(prefix.length), value: Uint8Array.from(data), revision: seq });
        if (seq >= revision) return entries;
      }
    } finally {
      clearTimeout(timer);
      await messages.close();
    }
    throw new Error(`the ${label} could not be read to its end within ${patience / 1000} s`);
  }

  async function countWatchers(): Promise<number> {
    let watchers = 0;
    // Consumers of processes that were killed stay for a while, but nobody asks for more through them.
    for await (const each of manager.consumers.list(stream)) watchers += Number(each.num_waiting > 0);
    return watchers;
  }

  return {
    id,
    label,
    async create(key, value, patience) {
      try {
        return await publish(key, value, patience, true);
      } catch (error) {
        if (isWrongLastSequence(error)) return undefined;
        throw error;
      }
    },
    put: (key, value, patience) => publish(key, value, patience, false),
    wipe: (revision, patience) => whilePassing(() => wipe(manager, stream, revision), patience),
    watch(watcher) {
      void watchOn(watcher);
      void (async () => {
        for await (const { type } of nats.status()) {
          if (type === 'disconnect') watcher.onLost();
          // It would notice by itself, but only after some missed heartbeats.
          else if (type === 'reconnect') void watching?.close();
        }
      })();
    },
    rewatch: () => void watching?.close(),
    readTo,
    async keysBelow(part) {
      const { state } = await manager.streams.info(stream, { subjects_filter: `${prefix}${part}.>` });
      return Object.keys(state.subjects ?? {}).map((subject) => subject.slice(prefix.length));
    },
    countWatchers,
    async close() {
      ending.abort();
      await watching?.close();
      await nats.close();
    },
  };
}

interface Layout {
  readonly stream: string;
  readonly prefix: string;
  readonly description: string;
  readonly replicas: number | undefined;
}

function streamConfig(nats: NatsConnection, { stream, prefix, description, replicas }: Layout) {
  return {
    name: stream,
    description,
    subjects: [`${prefix}>`],
    // As the log: three copies where there is a cluster.
    num_replicas: replicas ?? (nats.info?.cluster === undefined ? 1 : 3),
    max_msgs_per_subject: 1,
    allow_rollup_hdrs: true,
    // What must be destroyable is wiped message by message.
    deny_delete: false,
    discard: 'new' as const,
  };
}

/** Others may be wiping it, too: how a server says that it is gone already depends on who was when, and on its version. */
async function wipe(manager: JetStreamManager, stream: string, revision: number): Promise<void> {
  try {
    await manager.streams.deleteMessage(stream, revision, true);
  } catch (error) {
    const isRefused = error instanceof JetStreamApiError && !isPassing(error);
    if (!isRefused || (await manager.streams.getMessage(stream, { seq: revision })) !== null) throw error;
  }
}
