/**
 * The vault of several machines: a bucket on the NATS servers of the log. Each process watches it and has everything in
 * it in memory, so that opening asks nobody.
 *
 * - A person's key (`key.<domain>.<subject>`) is made once, never changed, and carries its revision into every box it
 *   seals. The bucket has one order for all, so whoever has seen it up to that revision and finds no key knows that it is
 *   gone; whoever has not, waits.
 * - `erased.<subject>` is for good and comes first: then the keys are wiped, their bytes overwritten in the servers'
 *   files. Whoever made a key at the same time looks for it afterwards, before anything is sealed.
 * - What is in memory is trusted for `trustMs` after the last proof that it is complete: an entry of our own
 *   (`barrier`), stored by a majority, that came back through the watch. Without one, nothing is opened or sealed.
 * - Keys stand in the bucket wrapped by a secret that NATS never sees: its files, write-ahead logs of its cluster and
 *   backups hold no key.
 */
import { randomBytes } from 'node:crypto';
import type { Bucket, BucketEntry } from '@tessera/event-log/bucket';
import {
  KeysUnavailable,
  SealBroken,
  type KeyNeed,
  type KeyOwner,
  type KeyVault,
} from '../../core/privacy/key-vault.ts';
import { openBox, sealBox } from './box.ts';
import { createWrapping, keyEntry, ofEncoded, subjectEntry } from './bucket-entries.ts';

export interface NatsVaultOptions {
  readonly bucket: Bucket;
  /** The same on every machine. */
  readonly secret: string;
  /** How long a fetch waits for the servers, milliseconds. @default 5_000 */
  readonly patienceMs?: number;
  /** For how long what is known counts as complete, milliseconds. @default 5_000 */
  readonly trustMs?: number;
  /** Milliseconds that never jump. @default performance.now */
  readonly stopwatch?: () => number;
}

interface WrappedKey {
  readonly revision: number;
  readonly wrapped: Uint8Array;
}

interface Person {
  erased: boolean;
  /** Domain → key; of somebody erased: what is still to be wiped. */
  readonly keys: Map<string, WrappedKey>;
}

const keyBytes = 32;
/** An erasure goes through elections and restarts rather than leave a key behind. */
const erasePatienceMs = 30_000;
/** As long as opening the log. */
const openPatienceMs = 30_000;
/** After so long the watch is taken for silent and begun anew. */
const silenceMs = 2_000;

/** Rejects with `KeysUnavailable` when the servers do not answer, and with a plain error when the secret is another. */
export async function openNatsVault({ bucket, secret, ...options }: NatsVaultOptions): Promise<KeyVault> {
  const { patienceMs = 5_000, trustMs = 5_000, stopwatch = () => performance.now() } = options;
  const wrapping = createWrapping(secret, bucket);
  const persons = new Map<string, Person>();
  const carriedOut = new Map<string, number>();
  /** Boxes of keys that are younger than the bucket is: it was restored from before. */
  const lost = new Set<string>();
  const waiting = new Set<() => void>();
  let check: Uint8Array | undefined;
  let seen = 0;
  /** By the stopwatch; -Infinity: not at all. */
  let trustedUntil = -Infinity;
  let broken: Error | undefined;
  /** How often the connection was lost: a proof that spans a loss proves nothing. */
  let losses = 0;
  let proving: Promise<void> | undefined;
  let next: Promise<void> | undefined;

  function personOf(subject: string): Person {
    const known = persons.get(subject);
    if (known !== undefined) return known;
    const person = { erased: false, keys: new Map<string, WrappedKey>() };
    persons.set(subject, person);
    return person;
  }

  function take({ key, value, revision }: BucketEntry): void {
    const [kind, ...rest] = key.split('.');
    if (kind === 'key') {
      const [domain = '', subject = ''] = rest;
      const { keys, erased } = personOf(ofEncoded(subject));
      keys.set(domain, { revision, wrapped: erased ? new Uint8Array() : Uint8Array.from(value) });
    } else if (kind === 'erased') {
      const person = personOf(ofEncoded(rest[0] ?? ''));
      person.erased = true;
      for (const { wrapped } of person.keys.values()) wrapped.fill(0);
    } else if (kind === 'done') carriedOut.set(rest[0] ?? '', Number(Buffer.from(value).toString()));
    else if (kind === 'check') check = Uint8Array.from(value);
    else if (kind === 'moved') fail(new Error(`they were moved to ${Buffer.from(value).toString()}`));
    seen = revision;
    for (const look of waiting) look();
  }

  /** False: it was not seen in time. */
  function untilSeen(revision: number, milliseconds: number): Promise<boolean> {
    if (seen >= revision) return Promise.resolve(true);
    return new Promise((resolve) => {
      const look = (): void => (seen >= revision || broken !== undefined ? end(broken === undefined) : undefined);
      const timer = setTimeout(() => end(false), milliseconds);
      const end = (isSeen: boolean): void => {
        clearTimeout(timer);
        waiting.delete(look);
        resolve(isSeen);
      };
      waiting.add(look);
    });
  }

  /** Everything that was stored before this was called is known when it resolves. */
  function prove(patience = patienceMs): Promise<void> {
    if (proving === undefined) return begin(patience);
    // What is under way began before this call. Callers that come meanwhile share the next.
    next ??= proving
      .then(undefined, () => undefined)
      .then(() => {
        next = undefined;
        return begin(patience);
      });
    return next;
  }

  function begin(patience: number): Promise<void> {
    const mine = proveNow(patience).finally(() => (proving = undefined));
    proving = mine;
    return mine;
  }

  async function proveNow(patience: number): Promise<void> {
    const began = stopwatch();
    const before = seen;
    const lossesBefore = losses;
    const revision = await bucket.put('barrier', new Uint8Array(), patience);
    if (revision <= before) fail(new Error(`${bucket.label} was put back to an earlier state; restart this process`));
    while (broken === undefined && !(await untilSeen(revision, silenceMs))) {
      if (stopwatch() - began > patience) throw new Error('the servers store, but do not tell what is stored');
      bucket.rewatch();
    }
    if (broken !== undefined) throw broken;
    if (losses === lossesBefore) trustedUntil = began + trustMs;
  }

  function fail(error: Error): void {
    broken = error;
    trustedUntil = -Infinity;
    for (const look of waiting) look();
  }

  function isAtHand({ domain, subject, box }: KeyNeed): boolean {
    const person = persons.get(subject);
    if (person?.erased === true || person?.keys.has(domain) === true) return true;
    return box !== undefined && (revisionOf(box) <= seen || lost.has(box));
  }

  async function fetch(needs: readonly KeyNeed[]): Promise<void> {
    await prove();
    for (const need of needs) {
      if (need.box === undefined) await makeKey(need);
      else if (!isAtHand(need)) lost.add(need.box);
    }
  }

  /** Whoever is erased meanwhile either is seen to be, or finds the key and wipes it: both look after they have written. */
  async function makeKey({ domain, subject }: KeyOwner): Promise<void> {
    const { erased, keys } = personOf(subject);
    if (erased || keys.has(domain)) return;
    const fresh = randomBytes(keyBytes);
    const wrapped = wrapping.wrap({ domain, subject }, fresh);
    fresh.fill(0);
    const revision = await bucket.create(keyEntry({ domain, subject }), wrapped, patienceMs);
    await prove();
    if (revision !== undefined && personOf(subject).erased) await bucket.wipe(revision, patienceMs);
  }

  function keyOf({ domain, subject }: KeyOwner): Buffer | undefined {
    const person = persons.get(subject);
    const key = person?.keys.get(domain);
    if (person === undefined || person.erased || key === undefined) return undefined;
    return wrapping.unwrap({ domain, subject }, key.wrapped);
  }

  function assertLive(): void {
    if (trustedUntil === -Infinity) throw new KeysUnavailable(bucket.label);
  }

  async function calling<T>(call: () => Promise<T>): Promise<T> {
    try {
      if (broken !== undefined) throw broken;
      return await call();
    } catch (cause) {
      throw new KeysUnavailable(bucket.label, { cause });
    }
  }

  bucket.watch({
    onEntry: take,
    onLost() {
      losses += 1;
      trustedUntil = -Infinity;
    },
    onGone: fail,
  });
  try {
    await calling(() => prove(openPatienceMs));
    if (check === undefined) {
      await calling(() => bucket.create('check', wrapping.makeCheck(), patienceMs));
      await calling(() => prove(openPatienceMs));
    }
    wrapping.assert(check);
  } catch (error) {
    await bucket.close();
    throw error;
  }

  return {
    id: bucket.id,
    isAtHand: (needs) => stopwatch() < trustedUntil && needs.every(isAtHand),
    fetch: (needs) => calling(() => fetch(needs)),
    seal(owner, text, context) {
      assertLive();
      if (persons.get(owner.subject)?.erased === true) return undefined;
      const key = keyOf(owner);
      if (key === undefined) throw new KeysUnavailable(bucket.label);
      const revision = persons.get(owner.subject)!.keys.get(owner.domain)!.revision;
      const box = `${revision.toString(36)}.${sealBox(key, text, context).toString('base64url')}`;
      key.fill(0);
      return box;
    },
    open(owner, box, context) {
      assertLive();
      if (!isAtHand({ ...owner, box })) throw new KeysUnavailable(bucket.label);
      const key = keyOf(owner);
      if (key === undefined) return undefined;
      try {
        return openBox(key, Buffer.from(box.slice(box.indexOf('.') + 1), 'base64url'), context).toString('utf8');
      } catch (cause) {
        throw new SealBroken(owner, { cause });
      } finally {
        key.fill(0);
      }
    },
    isErased: (subject) => persons.get(subject)?.erased === true,
    erase: (subject) =>
      calling(async () => {
        await bucket.create(subjectEntry('erased', subject), new Uint8Array(), erasePatienceMs);
        // Now nobody makes another, and every key that was made before is known here.
        await prove(erasePatienceMs);
        const { keys } = personOf(subject);
        for (const [domain, { revision }] of [...keys]) {
          await bucket.wipe(revision, erasePatienceMs);
          keys.delete(domain);
        }
      }),
    carriedOut: (epoch) => carriedOut.get(epoch) ?? 0,
    noteCarriedOut(epoch, position) {
      if (position <= (carriedOut.get(epoch) ?? 0)) return;
      carriedOut.set(epoch, position);
      // Should it get lost, or be overtaken by a lower one, more is carried out again than is needed.
      bucket.put(`done.${epoch}`, Buffer.from(String(position)), patienceMs).catch(() => undefined);
    },
    close() {
      fail(new Error('it was closed by this process'));
      bucket.close().catch(() => undefined);
    },
  };
}

/** NaN of what this vault has not sealed: no key will ever come for it. */
function revisionOf(box: string): number {
  return box.includes('.') ? Number.parseInt(box, 36) : 0;
}
