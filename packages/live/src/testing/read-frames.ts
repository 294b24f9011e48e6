/** Frames out of a stream's bytes; for tests. */
import type { Frame } from '../client/connection.ts';

export interface ReadFrame {
  readonly name: Frame['name'];
  /** The JSON text. */
  readonly data: string;
  readonly id: string;
}

export function readFrames(bytes: Uint8Array): ReadFrame[] {
  const blocks = new TextDecoder().decode(bytes).split('\n\n').filter(Boolean);
  return blocks.map((block) => {
    const fields = new Map(
      block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
    );
    return { name: fields.get('event') as Frame['name'], data: fields.get('data') ?? '', id: fields.get('id') ?? '' };
  });
}

export function parseFrames(bytes: Uint8Array): Frame[] {
  return readFrames(bytes).map(({ name, data }) => ({ name, data: JSON.parse(data) as unknown }) as Frame);
}
