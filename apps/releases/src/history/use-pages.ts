import { useState } from 'react';

interface Pages<Item> {
  /** Of the pages before the one that is asked for now. */
  readonly items: readonly Item[];
  /** Where the page begins that is asked for now; null: nothing was asked for behind the first. */
  readonly after: string | null;
  /** Keeps what was read, and asks for what comes behind it. */
  turn(read: readonly Item[], after: string): void;
}

interface Read<Item> {
  readonly key: string;
  readonly items: readonly Item[];
  readonly after: string | null;
}

/**
 * Pages of a list that grows at its top only, read by cursor one after the other. What was read stays as it is, so that
 * nothing is lost between two pages however much comes in above. Another key (what the list is filtered by) starts again.
 */
export function usePages<Item>(key: string): Pages<Item> {
  const [read, setRead] = useState<Read<Item>>({ key, items: [], after: null });
  const { items, after }: Read<Item> = read.key === key ? read : { key, items: [], after: null };
  return { items, after, turn: (more, next) => setRead({ key, items: [...items, ...more], after: next }) };
}
