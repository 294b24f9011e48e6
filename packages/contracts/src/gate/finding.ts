/** What a rule finds: two releases, the thing between them, and where the consumer uses it. Rules know nothing of teams or texts. */
import type { RefusalCode } from './codes.ts';
import type { LiveRelease } from './live-set.ts';

export interface FoundPlace {
  /** As in the contract: relative to the module. */
  readonly file: string;
  readonly line: number;
  readonly operation?: string;
}

export interface Finding {
  readonly code: RefusalCode;
  readonly consumer: LiveRelease;
  /** A module nobody runs when there is no such release: `version` is then `*`. */
  readonly provider: LiveRelease | { readonly module: string; readonly version: '*' };
  readonly subject: string;
  readonly message: string;
  readonly places: readonly FoundPlace[];
}
