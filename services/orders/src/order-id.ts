/**
 * The id of the order a command places: the same command of the same customer is the same order, so a double click, a
 * retry and a repeat from another tab meet on one stream, where its command id is known. A hash, because a customer's
 * command ids are their own business, and so that nobody can aim at somebody else's order.
 */
export async function orderIdentity(customerId: string, commandId: string): Promise<{ id: string; hex: string }> {
  // The length in front keeps ("ab", "c") and ("a", "bc") apart.
  const text = `order:${customerId.length}:${customerId}:${commandId}`;
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  const hex = [...hash].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return { id: `o-${hex.slice(0, 24)}`, hex };
}
