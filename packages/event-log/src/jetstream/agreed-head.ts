/**
 * How far the log has got, agreed upon by a majority of its copies. A read would not do (see `stale-answer.ts`), so we
 * offer a message that says it follows on a position no log will ever reach: on its way to being refused it is put
 * before the majority, which answers a deposed leader never gets, and the refusal names the newest position. Nothing is
 * stored. Seen with 2.9; a server that refuses before it asks the others answers as a plain read of the leader would.
 */
import type { JetStreamClient } from '@nats-io/jetstream';
import type { Position } from '../port.ts';
import { isWrongLastSequence } from './failure.ts';

/** Callers that come while one asks share the next: the cluster is asked once per round trip, however many want to know. */
export function createAgreedHead(client: JetStreamClient, prefix: string): () => Promise<Position> {
  let asking: Promise<Position> | undefined;
  let next: Promise<Position> | undefined;

  function begin(): Promise<Position> {
    const mine = ask(client, prefix).finally(() => (asking = undefined));
    asking = mine;
    return mine;
  }

  return () => {
    if (!asking) return begin();
    // What is under way began before this call: a commit acknowledged in between may be missing from its answer.
    next ??= asking
      .then(undefined, () => undefined)
      .then(() => {
        next = undefined;
        return begin();
      });
    return next;
  };
}

async function ask(client: JetStreamClient, prefix: string): Promise<Position> {
  try {
    await client.publish(`${prefix}ev.log.head.none`, '', { expect: { lastSequence: Number.MAX_SAFE_INTEGER } });
  } catch (error) {
    // "wrong last sequence: 42"
    if (isWrongLastSequence(error)) return Number(/\d+$/.exec((error as Error).message)?.[0] ?? 0);
    throw error;
  }
  throw new Error('JetStream stored a message that follows on a position that does not exist.');
}
