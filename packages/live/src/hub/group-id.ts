/**
 * Short names of groups, the same on every replica, so that `Last-Event-ID` is understood wherever a client lands. Not a
 * secret and not a key: cyrb53 (public domain, bryc), with a suffix should two groups of one hub ever collide.
 */
export function groupId(key: string, taken: ReadonlySet<string>): string {
  const hash = cyrb53(key).toString(36);
  let id = hash;
  for (let n = 2; taken.has(id); n += 1) id = `${hash}-${n}`;
  return id;
}

function cyrb53(text: string): number {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return 4294967296 * (2097151 & b) + (a >>> 0);
}
