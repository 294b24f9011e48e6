import type { ReactNode } from 'react';
import { fuzzyScore } from './fuzzy.ts';

/** One entry of the palette. */
export interface PaletteItem {
  id: string;
  label: string;
  /** Its heading: "Go to", "Orders". @default 'Actions' */
  group?: string | undefined;
  icon?: ReactNode;
  /** A quieter word after the label. */
  detail?: string | undefined;
  /** Shown: `'g o'`. */
  shortcut?: string | undefined;
  /** Further words it is found by. */
  keywords?: string | undefined;
  /** Already found elsewhere (a server's answer): shown whatever the text is. */
  isResult?: boolean | undefined;
}

export interface PaletteGroup {
  name: string;
  items: readonly PaletteItem[];
}

/** What fits the text, best first within its group, groups by their best; without text, everything as given. */
export function groupsFor(items: readonly PaletteItem[], text: string): PaletteGroup[] {
  const scored = items.flatMap((item) => {
    const score = item.isResult || text.trim() === '' ? 0 : scoreOf(item, text);
    return score === null ? [] : [{ item, score }];
  });
  const groups = new Map<string, typeof scored>();
  for (const entry of scored) {
    const name = entry.item.group ?? 'Actions';
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  return [...groups]
    .map(([name, entries]) => ({ name, entries: entries.toSorted((a, b) => b.score - a.score) }))
    .toSorted((a, b) => (b.entries[0]?.score ?? 0) - (a.entries[0]?.score ?? 0))
    .map(({ name, entries }) => ({ name, items: entries.map(({ item }) => item) }));
}

function scoreOf(item: PaletteItem, text: string): number | null {
  const label = fuzzyScore(text, item.label);
  const whole = fuzzyScore(text, [item.label, item.detail, item.group, item.keywords].filter(Boolean).join(' · '));
  if (label === null && whole === null) return null;
  return Math.max(label ?? -Infinity, (whole ?? -Infinity) - 30);
}
