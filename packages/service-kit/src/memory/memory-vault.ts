/**
 * The vault for pages and tests. A page has no synchronous AES, so it keeps the values instead of keys: a box is a random
 * token that only it can turn back, in the same context, until the subject is erased. What a log holds is as opaque as
 * with keys. It ends with the page: a log that outlives it has lost its personal data.
 */
import { SealBroken, type KeyOwner, type KeyVault } from '../core/privacy/key-vault.ts';

export function createMemoryVault(): KeyVault {
  /** By subject, then box. */
  const kept = new Map<
    string,
    Map<string, { readonly text: string; readonly context: string; readonly domain: string }>
  >();
  const gone = new Set<string>();
  const carriedOut = new Map<string, number>();

  return {
    id: crypto.randomUUID(),
    isAtHand: () => true,
    async fetch() {},
    seal({ domain, subject }: KeyOwner, text, context) {
      if (gone.has(subject)) return undefined;
      const box = crypto.randomUUID();
      const boxes = kept.get(subject) ?? new Map<string, { text: string; context: string; domain: string }>();
      kept.set(subject, boxes.set(box, { text, context, domain }));
      return box;
    },
    open(owner, box, context) {
      const boxes = kept.get(owner.subject);
      if (boxes === undefined) return undefined;
      const found = boxes.get(box);
      if (found?.context !== context || found.domain !== owner.domain) throw new SealBroken(owner);
      return found.text;
    },
    isErased: (subject) => gone.has(subject),
    async erase(subject) {
      gone.add(subject);
      kept.delete(subject);
    },
    carriedOut: (epoch) => carriedOut.get(epoch) ?? 0,
    noteCarriedOut(epoch, position) {
      carriedOut.set(epoch, Math.max(position, carriedOut.get(epoch) ?? 0));
    },
    close() {},
  };
}
