/** The choices of a filter. */
import type { Option } from '@tessera/shared-ui';

/** The first option of every filter: it filters nothing. */
export const everything = 'all';

export function optionsOf(names: readonly string[], all: string): Option[] {
  const sorted = [...new Set(names)].sort((a, b) => a.localeCompare(b));
  return [{ id: everything, label: all }, ...sorted.map((name) => ({ id: name, label: name }))];
}
