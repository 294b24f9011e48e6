/** What the thread that folds ahead is told, and what it says. */
import type { KeysPlace } from '../keys/open-keys.ts';

export interface FoldAheadTask {
  readonly kind: 'tessera:fold-ahead';
  /** As `openLog` reads it. */
  readonly log: string;
  readonly keys: KeysPlace;
  /** See `Preparation.clean`. */
  readonly clean: number;
  /** Projection and file. */
  readonly files: readonly (readonly [projection: string, path: string])[];
}

export type FoldAheadMessage =
  | { readonly kind: 'position'; readonly position: number }
  | { readonly kind: 'done' }
  /** See `ErasedMeanwhile`; errors lose their class on their way between threads. */
  | { readonly kind: 'erased'; readonly message: string };
