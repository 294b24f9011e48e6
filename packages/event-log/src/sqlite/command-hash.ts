/**
 * A command's name in the table `commands`: 48 bits of its stream and id, a tenth of what the two would take, and so many
 * more entries to a page. It spreads well and is no secret; whoever made commands coincide would cost an append a row more
 * to read for each, and nothing else. (cyrb53, public domain.)
 */
export function commandHash(stream: string, commandId: string): number {
  // Neither part has a space in it.
  const text = `${stream} ${commandId}`;
  let low = 0xdeadbeef;
  let high = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    low = Math.imul(low ^ code, 2654435761);
    high = Math.imul(high ^ code, 1597334677);
  }
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  return 0x1_0000_0000 * (high & 0xffff) + (low >>> 0);
}
