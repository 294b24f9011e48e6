/** Prices between people, who write `1,234.50`, and the graph, which counts cents. */

/** The most a part may cost: ten million, in minor units. */
const maxMinor = 10_000_000_00;

export type ParsedPrice =
  { readonly ok: true; readonly minor: number } | { readonly ok: false; readonly message: string };

export function parsePrice(text: string): ParsedPrice {
  const plain = text.trim().replaceAll(/[\s,](?=\d{3}(\D|$))/g, '');
  if (!/^\d+(\.\d{1,2})?$/.test(plain)) return { ok: false, message: 'Enter an amount such as 1,234.50.' };
  const minor = Math.round(Number(plain) * 100);
  if (minor < 1) return { ok: false, message: 'A price is at least 0.01.' };
  if (minor > maxMinor) return { ok: false, message: 'A price is at most 10,000,000.00.' };
  return { ok: true, minor };
}

/** What stands in the field to begin with. */
export function editablePrice(minor: number): string {
  return (minor / 100).toFixed(2);
}
