/** Keys where they are stored, whole: what moving them takes. Nothing of it is for a process that seals and opens. */
import type { KeyOwner } from '../../core/privacy/key-vault.ts';

export interface OwnedKey extends KeyOwner {
  readonly key: Buffer;
}

export interface KeySet {
  /** By `nameOf` their owner. */
  readonly keys: ReadonlyMap<string, OwnedKey>;
  readonly erased: ReadonlySet<string>;
}

export interface StoredKeys {
  /** For messages. */
  readonly where: string;
  /** As it is stored now; nothing is taken from memory. */
  read(): Promise<KeySet>;
  /** Keeps what is there. */
  add(keys: readonly OwnedKey[]): Promise<void>;
  /** For good, and their keys are overwritten. */
  erase(subjects: readonly string[]): Promise<void>;
  /** Overwrites every key, and says to whoever comes where they are now. */
  overwrite(movedTo: string): Promise<void>;
  close(): Promise<void>;
}

export function nameOf({ domain, subject }: KeyOwner): string {
  return `${domain} ${subject}`;
}
