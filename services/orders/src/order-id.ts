import type { ResolverContext } from '@tessera/service-kit';

/**
 * The id of the order a command places: the same command of the same customer is the same order, so a double click, a
 * retry and a repeat from another tab meet on one stream, where its command id is known. A hash, because a customer's
 * command ids are their own business, and so that nobody can aim at somebody else's order. `hex` is all of it.
 */
export function orderIdentity(
  ctx: ResolverContext,
  customerId: string,
  commandId: string,
): { id: string; hex: string } {
  // The length in front keeps ("ab", "c") and ("a", "bc") apart.
  const hex = ctx.hash(`order:${customerId.length}:${customerId}:${commandId}`);
  return { id: `o-${hex.slice(0, 24)}`, hex };
}
