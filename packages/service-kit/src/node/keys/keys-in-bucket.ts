import type { Bucket } from '@tessera/event-log/bucket';
import { createWrapping, keyEntry, ofEncoded, subjectEntry } from './bucket-entries.ts';
import { nameOf, type OwnedKey, type StoredKeys } from './stored-keys.ts';

/** As an erasure: through elections and restarts. */
const patienceMs = 30_000;

/** Requests on their way at the same time. */
const together = 64;

export interface KeysInBucket extends StoredKeys {
  /** How many processes, on any machine, have these keys open. */
  countUsers(): Promise<number>;
  /** From now on nobody opens them or makes one: every process that has them open stops using them, and is told why. */
  leave(movedTo: string): Promise<void>;
  /** Takes that back. */
  comeBack(): Promise<void>;
}

/** Rejects when the secret is another than the bucket's keys are wrapped by. */
export async function openKeysInBucket(bucket: Bucket, secret: string): Promise<KeysInBucket> {
  const wrapping = createWrapping(secret, bucket);
  const nothing = new Uint8Array();

  async function entries() {
    // Stored by a majority: whatever was stored before it comes before it.
    return bucket.readTo(await bucket.put('barrier', nothing, patienceMs), patienceMs);
  }

  async function each<T>(things: readonly T[], act: (thing: T) => Promise<unknown>): Promise<void> {
    for (let at = 0; at < things.length; at += together) await Promise.all(things.slice(at, at + together).map(act));
  }

  async function wipe(isWanted: (key: string) => boolean): Promise<void> {
    const wanted = (await entries()).filter(({ key }) => isWanted(key));
    await each(wanted, ({ revision }) => bucket.wipe(revision, patienceMs));
  }

  async function leave(movedTo: string): Promise<void> {
    await bucket.put('moved', Buffer.from(movedTo), patienceMs);
  }

  await bucket.create('check', wrapping.makeCheck(), patienceMs);
  wrapping.assert((await entries()).find(({ key }) => key === 'check')?.value);

  return {
    where: bucket.label,
    async read() {
      const keys = new Map<string, OwnedKey>();
      const erased = new Set<string>();
      for (const { key: entry, value } of await entries()) {
        const [kind, first = '', second = ''] = entry.split('.');
        if (kind === 'erased') erased.add(ofEncoded(first));
        if (kind !== 'key') continue;
        const owner = { domain: first, subject: ofEncoded(second) };
        keys.set(nameOf(owner), { ...owner, key: wrapping.unwrap(owner, value) });
      }
      return { keys, erased };
    },
    add: (keys) => each(keys, (one) => bucket.create(keyEntry(one), wrapping.wrap(one, one.key), patienceMs)),
    async erase(subjects) {
      await each(subjects, (subject) => bucket.create(subjectEntry('erased', subject), nothing, patienceMs));
      const theirs = new Set(subjects);
      await wipe((entry) => {
        const [kind, , subject = ''] = entry.split('.');
        return kind === 'key' && theirs.has(ofEncoded(subject));
      });
    },
    async overwrite(movedTo) {
      await leave(movedTo);
      await wipe((entry) => entry.startsWith('key.'));
    },
    countUsers: () => bucket.countWatchers(),
    leave,
    comeBack: () => wipe((entry) => entry === 'moved'),
    close: () => bucket.close(),
  };
}
