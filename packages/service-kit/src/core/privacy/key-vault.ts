/**
 * Where the keys of people's data are: the port. Sealing and opening are synchronous, because folds and evolve are; what
 * they need is fetched before, which may ask other machines. Keys never leave it.
 *
 * Invariants: what one subject's key in one domain has sealed, only that key opens, and only in the same context; once a
 * subject is erased nothing of theirs is opened or sealed again, in any domain, for ever; a key is durable before the
 * first value it has sealed is handed out. It knows neither events nor schemas.
 */
import type { Position } from '@tessera/event-log';

export interface KeyOwner {
  /** The service that records the data: a key of one is of no use for another's. */
  readonly domain: string;
  /** The person: an id, never personal data. */
  readonly subject: string;
}

/** A value to be opened, or, without a box, one to be sealed. */
export interface KeyNeed extends KeyOwner {
  readonly box?: string;
}

export interface KeyVault {
  /** Identity of this set of keys: documents that were folded with another one are folded anew. */
  readonly id: string;
  /**
   * Whether `seal` and `open` can answer about these from memory, until this turn of the event loop ends. Called often:
   * it is cheap, and does not throw.
   */
  isAtHand(needs: readonly KeyNeed[]): boolean;
  /**
   * Gets what `isAtHand` lacks; keys that are to seal are made. Rejects with `KeysUnavailable` when the vault does not
   * answer: nothing is known then, and nobody may be taken for erased.
   */
  fetch(needs: readonly KeyNeed[]): Promise<void>;
  /** Opaque text that `open` turns back; undefined: the subject is erased. Makes the key when there is none. */
  seal(owner: KeyOwner, text: string, context: string): string | undefined;
  /** Undefined: the key is gone. Throws `SealBroken` when the box is not what that key sealed in that context. */
  open(owner: KeyOwner, box: string, context: string): string | undefined;
  isErased(subject: string): boolean;
  /** Destroys every key of the subject. Idempotent; resolves when no byte of them is left in the vault. */
  erase(subject: string): Promise<void>;
  /** Up to where the erasures recorded in this log have been carried out here; 0 for a log it does not know. */
  carriedOut(epoch: string): Position;
  noteCarriedOut(epoch: string, position: Position): void;
  close(): void;
}

/** A sealed value was changed, or moved to another event: it is neither opened nor taken for erased. */
export class SealBroken extends Error {
  override readonly name = 'SealBroken';
  constructor({ domain, subject }: KeyOwner, options?: ErrorOptions) {
    super(
      `A sealed value of the subject "${subject}" (${domain}) does not fit its key or its place: the log was altered, or the ` +
        'keys are those of another product. Restore the keys that belong to this log.',
      options,
    );
  }
}

/** The vault does not answer. It will some day: who needs a key waits, and tries again. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable';
  constructor(where: string, options?: ErrorOptions) {
    const { cause } = options ?? {};
    const why = cause instanceof Error ? cause.message : 'they have not been fetched';
    super(
      `The keys of personal data (${where}) cannot be had: ${why}. What needs them waits and goes on by itself once they are ` +
        'there again.',
      options,
    );
  }
}
