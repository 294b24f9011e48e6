/**
 * Appending: of all who race for a version one wins. The server compares the last sequence of the subject, but a cluster
 * does so before the majority has agreed on what is under way: of several that come in one moment it would store all. So
 * the message id names the version that is followed on, and no id is stored twice: that is looked at when a message is
 * stored, on every server alike. A publish that is not answered is repeated as it was, under the same id.
 */
import { headers } from '@nats-io/transport-node';
import { findConflict } from '../commit/decide.ts';
import type { PreparedAppend } from '../commit/prepare.ts';
import type { AppendResult, Position } from '../port.ts';
import { newEpoch as newId } from '../epoch.ts';
import type { CommandIndex } from './command-index.ts';
import type { JetStreamConnection } from './connection.ts';
import { isWrongLastSequence } from './failure.ts';
import {
  appendHeader,
  commandHeader,
  encodePayload,
  headerOf,
  storedCommit,
  toCommit,
  type StoredMessage,
} from './message.ts';
import { whilePassing } from './patience.ts';
import { encodePrevious, previousHeader } from './previous.ts';
import type { Reading } from './reading.ts';
import { StaleAnswerError } from './stale-answer.ts';

export interface Appending {
  append(append: PreparedAppend): Promise<AppendResult>;
}

export function createAppending(connection: JetStreamConnection, reading: Reading, index: CommandIndex): Appending {
  const { client, prefix, patienceMs } = connection;
  const turns = new Map<string, Promise<unknown>>();

  /** The position, or undefined when the stream's version was not the expected one. */
  async function publish(append: PreparedAppend, id: string, expected?: Position): Promise<Position | undefined> {
    const own = headers();
    own.set(appendHeader, id);
    if (expected !== undefined) own.set(previousHeader, encodePrevious(before(append.stream, expected)));
    if (append.commandId !== undefined) own.set(commandHeader, append.commandId);
    const options = {
      msgID: expected === undefined ? id : `${append.stream}@${expected}`,
      headers: own,
      ...(expected === undefined ? {} : { expect: { lastSubjectSequence: expected } }),
    };
    try {
      const payload = encodePayload(append);
      const ack = await whilePassing(() => client.publish(prefix + append.stream, payload, options), patienceMs);
      if (!ack.duplicate || expected === undefined) return ack.seq;
      // Somebody has followed on that version: we, and were not answered, or another.
      const there = await whilePassing(() => present(ack.seq), patienceMs);
      return headerOf(there, appendHeader) === id ? ack.seq : undefined;
    } catch (error) {
      if (isWrongLastSequence(error)) return undefined;
      throw error;
    }
  }

  /** What comes before a commit that follows on `version`, as far as we know. */
  function before(stream: string, version: Position): readonly Position[] {
    const known = index.remembered(stream);
    if (known?.version === version) return known.recent;
    return version === 0 ? [] : [version];
  }

  function stored(append: PreparedAppend, position: Position): AppendResult {
    return { ok: true, commit: storedCommit(append, position), duplicate: false };
  }

  async function appendExpecting(append: PreparedAppend, id: string): Promise<AppendResult> {
    const expected = append.expect === 'none' ? 0 : Number(append.expect);
    for (;;) {
      const position = await publish(append, id, expected);
      if (position !== undefined) {
        index.note(append.stream, expected, position, undefined);
        return stored(append, position);
      }
      // Ours after all: the first answer was lost, and the server that got the repetition compared versions before ids, or
      // no longer knew the id. Others may have followed on it since; ours is what follows on the version we expected.
      const following = await whilePassing(() => reading.following(append.stream, expected), patienceMs);
      if (following && headerOf(following, appendHeader) === id) return stored(append, following.seq);
      const last = await whilePassing(() => reading.last(append.stream), patienceMs);
      const conflict = findConflict(append.expect, last?.seq ?? 0);
      if (conflict) return conflict;
    }
  }

  async function appendOnce(append: PreparedAppend, commandId: string, id: string): Promise<AppendResult> {
    const { stream, expect } = append;
    let known = index.remembered(stream);
    let fresh = false;
    for (;;) {
      if (!known || (!fresh && findConflict(expect, known.version))) {
        known = await whilePassing(() => index.refresh(stream), patienceMs);
        fresh = true;
      }
      const earlier = known.commands.get(commandId);
      if (earlier !== undefined) return repeated(append, earlier, id);
      const conflict = findConflict(expect, known.version);
      if (conflict) return conflict;
      const { version } = known;
      const position = await publish(append, id, version);
      if (position !== undefined) {
        index.note(stream, version, position, commandId);
        return stored(append, position);
      }
      known = undefined;
    }
  }

  async function repeated(append: PreparedAppend, position: Position, id: string): Promise<AppendResult> {
    const message = await whilePassing(() => present(position), patienceMs);
    return { ok: true, commit: toCommit(message, prefix), duplicate: headerOf(message, appendHeader) !== id };
  }

  async function present(position: Position): Promise<StoredMessage> {
    const message = await reading.message(position);
    if (!message) throw new StaleAnswerError(`commit ${position} is missing`);
    return message;
  }

  /** Appends of this process to one stream go one after the other: racing each other would only cost repetitions. */
  async function inTurn(stream: string, work: () => Promise<AppendResult>): Promise<AppendResult> {
    const before = turns.get(stream);
    const mine = before ? before.then(work, work) : work();
    turns.set(stream, mine);
    try {
      return await mine;
    } finally {
      if (turns.get(stream) === mine) turns.delete(stream);
    }
  }

  return {
    async append(append) {
      const id = newId();
      const { commandId, expect, stream } = append;
      if (commandId !== undefined) return inTurn(stream, () => appendOnce(append, commandId, id));
      if (expect !== 'any') return inTurn(stream, () => appendExpecting(append, id));
      const position = await publish(append, id);
      if (position === undefined)
        throw new Error(`JetStream refused a commit on ${stream} for a version that nobody expected.`);
      return stored(append, position);
    },
  };
}
