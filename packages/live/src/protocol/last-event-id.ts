/** `Last-Event-ID` of group frames: `<group>:<cursor>`. */
export interface LastEventId {
  readonly group: string;
  readonly cursor: string;
}

export function encodeLastEventId({ group, cursor }: LastEventId): string {
  return `${group}:${cursor}`;
}

export function decodeLastEventId(text: string | null | undefined): LastEventId | undefined {
  const at = text?.indexOf(':') ?? -1;
  if (!text || at < 1) return undefined;
  return { group: text.slice(0, at), cursor: text.slice(at + 1) };
}
