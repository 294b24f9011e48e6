/**
 * Reading the stream. Few commits are asked for one by one, from the stream's leader; many are fetched through a
 * short-lived consumer, which may live on a replica that is a little behind, so the end is always confirmed by the leader,
 * and the leader's word by what is known: no answer is behind what was acknowledged before the question.
 */
import type { Consumer, JsMsg } from '@nats-io/jetstream';
import type { Commit, Position } from '../port.ts';
import type { SubjectFilter } from '../subject-pattern.ts';
import { createAgreedHead } from './agreed-head.ts';
import { assertSameLog, type JetStreamConnection } from './connection.ts';
import { toCommit, type StoredMessage } from './message.ts';
import { StaleAnswerError } from './stale-answer.ts';

export interface Reading {
  /** Position of the newest commit, agreed upon by a majority. Throws when the log was replaced by another. */
  head(): Promise<Position>;
  /** The same as the leader knows it: cheaper, and behind when that was deposed and has not noticed. */
  ledHead(): Promise<Position>;
  /** Undefined: it is not there, or the server that answered is behind. */
  message(position: Position): Promise<StoredMessage | undefined>;
  /** A stream's last. Undefined: the stream does not exist. */
  last(stream: string): Promise<StoredMessage | undefined>;
  /** A stream's first after a position. */
  following(stream: string, after: Position): Promise<StoredMessage | undefined>;
  /** A bounded number of what matches in (after, upTo], oldest first, and how far it looked. */
  scan(filter: SubjectFilter, after: Position, upTo: Position): Promise<{ commits: Commit[]; upTo: Position }>;
}

/** So many are asked for one by one before it is worth making a consumer. */
const few = 8;
const batch = { messages: 1024, bytes: 4 * 1024 * 1024, expiresMs: 2000 };

/** A consumer left over from a scan that ended at `at`; whoever goes on from there takes it. */
interface LeftOver {
  readonly consumer: Consumer;
  readonly at: Position;
  readonly pending: number;
  /** How many messages it has delivered. */
  readonly delivered: number;
}

export interface Knowledge {
  /** The newest position this process has heard of: an answer that is behind it is asked for again. */
  known(): Position;
  reached(position: Position): void;
}

export function createReading(
  { client, manager, name, prefix, epoch }: JetStreamConnection,
  { known, reached }: Knowledge,
): Reading {
  const agreedHead = createAgreedHead(client, prefix);
  /** Until the first answer tells. */
  let replicated = true;
  const leftOvers = new WeakMap<SubjectFilter, LeftOver>();

  async function get(query: { seq: number } | { last_by_subj: string }): Promise<StoredMessage | undefined> {
    return (await manager.streams.getMessage(name, query)) ?? undefined;
  }

  /** What the server that answers as the leader knows; refused when we know better. */
  async function ledHead(): Promise<Position> {
    const least = known();
    const { config, state } = await manager.streams.info(name);
    assertSameLog(config, epoch, name);
    replicated = config.num_replicas > 1;
    if (state.last_seq >= least) return state.last_seq;
    throw new StaleAnswerError(`the leader is at ${state.last_seq}, although ${least} was acknowledged`);
  }

  async function head(): Promise<Position> {
    if (!replicated) return ledHead();
    const [agreed] = await Promise.all([agreedHead(), ledHead()]);
    reached(agreed);
    return agreed;
  }

  /** For questions whose answer could be behind: asked in one breath with how far the server is that answers. */
  async function confirmed<T>(ask: () => Promise<T>): Promise<T> {
    const [, answer] = await Promise.all([ledHead(), ask()]);
    return answer;
  }

  async function last(stream: string): Promise<StoredMessage | undefined> {
    if (replicated) reached(await agreedHead());
    return confirmed(() => get({ last_by_subj: prefix + stream }));
  }

  /** The first match at or after a position. */
  async function next(filter: SubjectFilter, from: Position): Promise<StoredMessage | undefined> {
    const patterns = filter.patterns.length === 0 ? ['>'] : filter.patterns;
    const found = await confirmed(() =>
      Promise.all(
        patterns.map((pattern) => {
          const query = { seq: from, next_by_subj: prefix + pattern };
          return get(query);
        }),
      ),
    );
    return found.reduce((first, one) => (one && (!first || one.seq < first.seq) ? one : first), undefined);
  }

  async function open(filter: SubjectFilter, after: Position): Promise<LeftOver> {
    const made = await manager.consumers.add(name, {
      ack_policy: 'none',
      deliver_policy: 'by_start_sequence',
      opt_start_seq: after + 1,
      filter_subject: prefix + covering(filter.patterns),
      // Gone by itself should we not come back; never replicated.
      inactive_threshold: 10_000_000_000,
      num_replicas: 1,
      mem_storage: true,
    });
    return {
      consumer: await client.consumers.get(name, made.name),
      at: after,
      pending: made.num_pending,
      delivered: 0,
    };
  }

  /** Messages after a position, without holes; ends early rather than with one. */
  async function fetch(filter: SubjectFilter, after: Position): Promise<JsMsg[]> {
    const known = leftOvers.get(filter);
    // Taken, not shared: two scans must not eat from one consumer.
    leftOvers.delete(filter);
    const from = known?.at === after ? known : await open(filter, after);
    const messages: JsMsg[] = [];
    if (from.pending > 0) {
      const count = Math.min(from.pending, batch.messages);
      let bytes = 0;
      let expected = from.delivered + 1;
      for await (const message of await from.consumer.fetch({ max_messages: count, expires: batch.expiresMs })) {
        const { deliverySequence } = message.info;
        if (deliverySequence !== expected) break;
        expected++;
        messages.push(message);
        bytes += message.data.length;
        if (bytes > batch.bytes) break;
      }
      const last = messages.at(-1);
      if (messages.length === count && last && last.info.pending > 0) {
        const { pending, deliverySequence } = last.info;
        leftOvers.set(filter, { consumer: from.consumer, at: last.seq, pending, delivered: deliverySequence });
        return messages;
      }
    }
    await from.consumer.delete().catch(() => undefined);
    return messages;
  }

  return {
    head,
    ledHead,
    last,
    following(stream, after) {
      const query = { seq: after + 1, next_by_subj: prefix + stream };
      return confirmed(() => get(query));
    },
    message: (position) => get({ seq: position }),
    async scan(filter, after, upTo) {
      const commits: Commit[] = [];
      let position = after;
      if (leftOvers.get(filter)?.at !== after) {
        for (let count = 0; count < few; count++) {
          if (position >= upTo) return { commits, upTo };
          const message = await next(filter, position + 1);
          if (!message || message.seq > upTo) return { commits, upTo };
          commits.push(toCommit(message, prefix));
          position = message.seq;
        }
      }
      for (const message of await fetch(filter, position)) {
        if (message.seq > upTo) break;
        position = message.seq;
        if (filter.matches(message.subject.slice(prefix.length))) commits.push(toCommit(message, prefix));
      }
      return { commits, upTo: position };
    },
  };
}

/** One pattern that matches at least what these do: servers before 2.10 take only one per consumer. */
export function covering(patterns: readonly string[]): string {
  const [first, ...others] = patterns.map((pattern) => pattern.split('.'));
  if (!first) return '>';
  if (others.length === 0) return first.join('.');
  const shared: string[] = [];
  for (const [at, token] of first.entries()) {
    const nextToLast = [first, ...others].some((tokens) => tokens.length === at + 1);
    // `a.>` does not match `a`: something must be left for the final wildcard to match.
    if (token === '>' || nextToLast || others.some((other) => other[at] !== token)) break;
    shared.push(token);
  }
  return [...shared, '>'].join('.');
}
