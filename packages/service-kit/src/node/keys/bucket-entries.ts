/**
 * What stands in the bucket of the keys: `key.<domain>.<subject>` (wrapped), `erased.<subject>`, `done.<epoch>`, `check`
 * (tells another secret), `barrier`, and `moved` when the keys are elsewhere now.
 */
import { hkdfSync } from 'node:crypto';
import type { Bucket } from '@tessera/event-log/bucket';
import type { KeyOwner } from '../../core/privacy/key-vault.ts';
import { openBox, sealBox } from './box.ts';

export interface Wrapping {
  wrap(owner: KeyOwner, key: Uint8Array): Buffer;
  unwrap(owner: KeyOwner, wrapped: Uint8Array): Buffer;
  makeCheck(): Buffer;
  /** Throws, saying what to do, when the bucket's keys are wrapped by another secret. */
  assert(check: Uint8Array | undefined): void;
}

export function createWrapping(secret: string, { id, label }: Pick<Bucket, 'id' | 'label'>): Wrapping {
  const wrapping = Buffer.from(hkdfSync('sha256', secret, id, 'tessera keys', 32));
  const context = ({ domain, subject }: KeyOwner): string => JSON.stringify(['key', domain, subject]);
  return {
    wrap: (owner, key) => sealBox(wrapping, key, context(owner)),
    unwrap: (owner, wrapped) => openBox(wrapping, wrapped, context(owner)),
    makeCheck: () => sealBox(wrapping, 'tessera', 'check'),
    assert(check) {
      try {
        openBox(wrapping, check ?? new Uint8Array(), 'check');
      } catch (cause) {
        throw new Error(
          `The keys of personal data (${label}) are wrapped by another secret than this machine has. Give it the one of the machine that ` +
            'made them: TESSERA_KEYS_SECRET, or the file secrets/keys-secret in its data folder.',
          { cause },
        );
      }
    },
  };
}

export function keyEntry({ domain, subject }: KeyOwner): string {
  return subjectEntry(`key.${domain}`, subject);
}

/** Ids may hold what a bucket's keys must not. */
export function subjectEntry(kind: string, subject: string): string {
  return `${kind}.${Buffer.from(subject).toString('base64url')}`;
}

export function ofEncoded(subject: string): string {
  return Buffer.from(subject, 'base64url').toString();
}
