/**
 * Moves the keys of personal data between a file and a bucket on NATS. In this order, so that whoever is killed at any
 * step leaves keys that work, and can be repeated:
 *
 * 1. erasures, then keys are copied: nobody who was erased at either place has a key at the other;
 * 2. each is read back from where it is now and compared;
 * 3. the switch: the file appears at its name, or leaves it. What opens keys goes by that (`defaultKeys`);
 * 4. the place that was left says where they are now, and its keys are overwritten.
 *
 * Nobody uses the keys meanwhile: the file is held alone, and a bucket that is watched is refused. Should a process open
 * the bucket in between all the same, it is stopped by step 4, and what it has made is copied before anything is overwritten.
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { shownUrl } from '@tessera/event-log';
import { openBucket } from '@tessera/event-log/bucket';
import type { KeyOwner } from '../../core/privacy/key-vault.ts';
import { leftFile } from './key-file.ts';
import { openKeysInBucket, type KeysInBucket } from './keys-in-bucket.ts';
import { openKeysAlone, openKeysInFile } from './keys-in-file.ts';
import { leastSecret } from './open-keys.ts';
import { nameOf, type StoredKeys } from './stored-keys.ts';

export type MoveStep = 'copied' | 'checked' | 'switched' | 'left' | 'overwritten';

export interface MoveKeysOptions {
  readonly to: 'nats' | 'file';
  /** The path of the file. */
  readonly file: string;
  /** `nats://…`, as of a log. */
  readonly servers: string;
  readonly secret: string | undefined;
  /** Hears what is done, and is waited for. @default nobody */
  readonly onStep?: (step: MoveStep) => void | Promise<void>;
}

export type MoveKeysResult =
  /** How many there are there now. */
  | { readonly ok: true; readonly keys: number; readonly erased: number; readonly from: string; readonly to: string }
  /** There is nothing where they should come from. */
  | { readonly ok: false; readonly reason: 'no-keys'; readonly where: string }
  /** Other processes have them open. */
  | { readonly ok: false; readonly reason: 'in-use'; readonly where: string }
  /** Both places have a key of somebody, and not the same: values were sealed with either. Nothing was overwritten. */
  | { readonly ok: false; readonly reason: 'two-keys'; readonly owners: readonly KeyOwner[] };

/** Rejects when servers or file cannot be used, or the secret is another. */
export async function moveKeys(options: MoveKeysOptions): Promise<MoveKeysResult> {
  const { to, file, servers, secret = '' } = options;
  if (secret.length < leastSecret) {
    throw new Error(
      'This machine has no secret to wrap keys on servers by: set TESSERA_KEYS_SECRET to that of the other machines.',
    );
  }
  const sources = [leftFile(file), file].filter((path) => existsSync(path));
  if (to === 'nats' && sources.length === 0) return { ok: false, reason: 'no-keys', where: file };
  const bucket = await openBucket({ url: servers, name: 'keys', content: 'keys', create: to === 'nats' });
  if (bucket === undefined) return { ok: false, reason: 'no-keys', where: shownUrl(servers) };
  const opened: StoredKeys[] = [];
  const keep = <T extends StoredKeys>(keys: T): T => (opened.push(keys), keys);
  try {
    const inBucket = keep(await openKeysInBucket(bucket, secret));
    return await (to === 'nats' ? toBucket(options, inBucket, keep) : toFile(options, inBucket, keep));
  } finally {
    for (const each of opened.reverse()) await each.close();
    if (opened.length === 0) await bucket.close();
  }
}

type Keep = <T extends StoredKeys>(keys: T) => T;

async function toBucket({ file, onStep = () => undefined }: MoveKeysOptions, bucket: KeysInBucket, keep: Keep) {
  const left = leftFile(file);
  const sources: StoredKeys[] = [];
  for (const path of [left, file].filter((each) => existsSync(each))) {
    const keys = openKeysAlone(path);
    if (keys === undefined) return { ok: false, reason: 'in-use', where: path } as const;
    sources.push(keep(keys));
  }
  const moved = await copyAll(sources, bucket, onStep);
  if (!moved.ok) return moved;
  await bucket.comeBack();
  // Still held alone: whoever opened it by its name and waits finds, in the end, that it was left. What an earlier move has
  // left has been copied with the rest.
  if (existsSync(file)) {
    if (sources.length > 1) await sources[0]!.overwrite(bucket.where);
    renameSync(file, left);
    syncFolder(file);
  }
  await onStep('switched');
  await sources.at(-1)!.overwrite(bucket.where);
  await onStep('overwritten');
  return { ...moved, from: file, to: bucket.where };
}

async function toFile({ file, onStep = () => undefined }: MoveKeysOptions, bucket: KeysInBucket, keep: Keep) {
  if ((await bucket.countUsers()) > 0) return { ok: false, reason: 'in-use', where: bucket.where } as const;
  const left = leftFile(file);
  const sources: StoredKeys[] = [bucket];
  if (existsSync(left)) {
    const keys = openKeysAlone(left);
    if (keys === undefined) return { ok: false, reason: 'in-use', where: left } as const;
    sources.push(keep(keys));
  }
  const target = existsSync(file) ? file : `${file}.coming`;
  const coming = openKeysInFile(target);
  let moved: Awaited<ReturnType<typeof copyAll>>;
  try {
    moved = await copyAll(sources, coming, onStep);
  } finally {
    // The last to close it empties its write-ahead log into it.
    await coming.close();
  }
  if (!moved.ok) return moved;
  if (target !== file) {
    renameSync(target, file);
    syncFolder(file);
  }
  await onStep('switched');
  await bucket.leave(file);
  await onStep('left');
  const late = await copyAll(sources, keep(openKeysInFile(file)), () => undefined);
  if (!late.ok) return late;
  for (const source of sources) await source.overwrite(file);
  if (existsSync(left)) rmSync(left);
  await onStep('overwritten');
  return { ...late, from: bucket.where, to: file };
}

/** Throws when what is read back is not what was copied: nothing has been switched then. */
async function copyAll(
  sources: readonly StoredKeys[],
  target: StoredKeys,
  onStep: NonNullable<MoveKeysOptions['onStep']>,
) {
  const before = await target.read();
  const read = [];
  for (const source of sources) read.push(await source.read());
  const erased = new Set([before, ...read].flatMap((each) => [...each.erased]));
  const wanted = new Map(read.flatMap(({ keys }) => [...keys]).filter(([, { subject }]) => !erased.has(subject)));
  const all = [before, ...read].flatMap(({ keys }) => [...keys.values()]);
  const owners = all.filter((one) => wanted.get(nameOf(one))?.key.equals(one.key) === false);
  if (owners.length > 0) {
    return {
      ok: false,
      reason: 'two-keys',
      owners: owners.map(({ domain, subject }) => ({ domain, subject })),
    } as const;
  }
  // Also who is erased there already: a key that came back, or was left over, goes.
  const haveKeys = new Set([...before.keys.values()].map(({ subject }) => subject));
  await target.erase([...erased].filter((subject) => !before.erased.has(subject) || haveKeys.has(subject)));
  await target.add([...wanted.values()].filter((one) => !before.keys.has(nameOf(one))));
  await onStep('copied');
  const now = await target.read();
  for (const [name, { key }] of wanted) {
    if (now.keys.get(name)?.key.equals(key) !== true)
      throw new Error(`${target.where} did not keep a key it was given.`);
  }
  const forgotten = [...erased].some((subject) => !now.erased.has(subject));
  const again = [...now.keys.values()].some(({ subject }) => erased.has(subject));
  if (forgotten || again) throw new Error(`${target.where} did not keep an erasure it was given.`);
  await onStep('checked');
  return { ok: true, keys: now.keys.size, erased: now.erased.size } as const;
}

/** A name that was changed is there after a loss of power, too. */
function syncFolder(file: string): void {
  const folder = openSync(dirname(file), 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
