/** Whether the sealed personal data of a log can be read with the keys that are at hand: asked after a restore. */
import type { Commit, JsonValue } from '@tessera/event-log';
import { SealBroken, type KeyOwner, type KeyVault } from './key-vault.ts';
import { isSealed, sealContext } from './sealed-value.ts';
import { neededToOpen } from './sealer.ts';
import { erasedSubjects } from './subject-erased.ts';

export interface SealReport {
  /** Persons (for each service that seals their data) of whom there is sealed data. */
  readonly sealed: number;
  /** Whose key is not there, though nobody erased them: they are read as erased. */
  readonly lost: readonly KeyOwner[];
  /** Whose key does not fit: the keys are those of another product, or younger than the log. Their events cannot be folded. */
  readonly foreign: readonly KeyOwner[];
}

export interface SealCheck {
  /** Rejects with `KeysUnavailable`. */
  look(commit: Commit): Promise<void>;
  report(): SealReport;
}

/** Without a vault there are no keys. One value is tried for each person and service. */
export function createSealCheck(vault: KeyVault | undefined): SealCheck {
  const found = new Map<string, { readonly owner: KeyOwner; readonly state: 'readable' | 'lost' | 'foreign' }>();
  const erased = new Set<string>();

  function lookInto(value: JsonValue, stream: string, type: string): void {
    if (typeof value !== 'object' || value === null) return;
    if (!isSealed(value)) {
      for (const inner of Object.values(value) as JsonValue[]) lookInto(inner, stream, type);
      return;
    }
    const { domain, subject, box } = value;
    const name = `${domain} ${subject}`;
    if (found.has(name)) return;
    const owner = { domain, subject };
    found.set(name, { owner, state: stateOf(owner, box, sealContext(stream, type, value)) });
  }

  function stateOf(owner: KeyOwner, box: string, context: string): 'readable' | 'lost' | 'foreign' {
    try {
      return vault?.open(owner, box, context) === undefined ? 'lost' : 'readable';
    } catch (error) {
      if (error instanceof SealBroken) return 'foreign';
      throw error;
    }
  }

  return {
    async look(commit) {
      if (vault !== undefined) {
        const needs = commit.events.flatMap(({ data }) => neededToOpen(data));
        while (needs.length > 0 && !vault.isAtHand(needs)) await vault.fetch(needs);
      }
      for (const subject of erasedSubjects(commit)) erased.add(subject);
      for (const { type, data } of commit.events) lookInto(data, commit.stream, type);
    },
    report() {
      const all = [...found.values()].filter(
        ({ owner: { subject } }) => !erased.has(subject) && vault?.isErased(subject) !== true,
      );
      const of = (state: string): KeyOwner[] => all.filter((each) => each.state === state).map(({ owner }) => owner);
      return { sealed: found.size, lost: of('lost'), foreign: of('foreign') };
    },
  };
}
