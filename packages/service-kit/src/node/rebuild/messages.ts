/** What the thread that folds ahead is told, and what it says. */
export interface FoldAheadTask {
  readonly kind: 'tessera:fold-ahead';
  /** As `openLog` reads it. */
  readonly log: string;
  /** The file of the keys of personal data. */
  readonly keys: string;
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
