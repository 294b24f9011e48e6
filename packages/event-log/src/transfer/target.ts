/** Where an import goes. A target becomes a log only when it is finished; until then nobody can open it as one. */
import type { TransferredCommit } from './cloud-event.ts';

export interface ImportTarget {
  readonly epoch: string;
  /** In order, none left out; many at a time. */
  write(commits: readonly TransferredCommit[]): Promise<void>;
  /** From here on it is a log. */
  finish(): Promise<void>;
  /** Leaves nothing behind. */
  abandon(): Promise<void>;
}
