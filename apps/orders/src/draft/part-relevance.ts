/** The order of what a search for a part found. */
interface Part {
  readonly sku: string;
  readonly name: string;
  readonly category: string;
}

/**
 * What is called so before what belongs there, and that before what only mentions it: the catalog also searches
 * descriptions, where a pump has a seal. Among equals the catalog's order stays.
 */
export function byRelevance<One extends Part>(parts: readonly One[], search: string): readonly One[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (text: string): boolean => words.every((word) => text.toLowerCase().includes(word));
  const rank = ({ sku, name, category }: Part): number => {
    if (has(`${sku} ${name}`)) return 0;
    return has(`${sku} ${name} ${category}`) ? 1 : 2;
  };
  return parts.toSorted((a, b) => rank(a) - rank(b));
}
