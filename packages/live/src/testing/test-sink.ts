/** A reader whose socket the test opens and closes. */
import type { Frame } from '../client/connection.ts';
import type { Sink } from '../hub/sink.ts';
import { parseFrames } from './read-frames.ts';

export interface TestSink extends Sink {
  readonly frames: Frame[];
  readonly writes: Uint8Array[];
  readonly ended: 'ended' | 'stalled' | undefined;
  /** From now on `write` answers false. */
  block(): void;
  drain(): void;
  /** Frames of these names, and forgets all. */
  take(...names: Frame['name'][]): Frame['data'][];
}

export function createTestSink(): TestSink {
  const frames: Frame[] = [];
  const writes: Uint8Array[] = [];
  let ended: TestSink['ended'];
  let blocked = false;
  let drained = (): void => undefined;
  return {
    frames,
    writes,
    get ended() {
      return ended;
    },
    write(bytes) {
      writes.push(bytes);
      frames.push(...parseFrames(bytes));
      return !blocked;
    },
    onDrain(listener) {
      drained = listener;
    },
    close(how) {
      if (ended !== undefined) throw new Error('closed twice');
      ended = how;
    },
    block() {
      blocked = true;
    },
    drain() {
      blocked = false;
      drained();
    },
    take(...names) {
      const taken = frames.filter(({ name }) => names.includes(name)).map(({ data }) => data);
      frames.length = 0;
      writes.length = 0;
      return taken;
    },
  };
}
