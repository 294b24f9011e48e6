/**
 * What people call an order: `BW-` and six characters that are not mistaken for one another over the phone (Crockford's
 * base 32: no I, L, O, U).
 *
 * It is derived from the order's id, so the same order always gets the same number. Six characters are 2³⁰ numbers; when
 * the first candidate is taken already, the next one is used (see the `placeOrder` resolver). What remains is two orders
 * with equal candidates placed within the same few milliseconds: one chance in 10⁹ for each such pair. The number is for
 * people only; everything that must be unique uses the id.
 */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const length = 6;
const candidates = 8;

/** The numbers this order may have, best first. `hex` is at least 64 hex digits. */
export function orderNumbers(hex: string): string[] {
  const bits = BigInt(`0x${hex}`);
  return Array.from({ length: candidates }, (_, n) => numberAt(bits >> BigInt(n * length * 5)));
}

function numberAt(bits: bigint): string {
  let text = '';
  for (let i = 0; i < length; i++) text += alphabet[Number((bits >> BigInt(i * 5)) & 31n)] ?? '';
  return `BW-${text}`;
}
