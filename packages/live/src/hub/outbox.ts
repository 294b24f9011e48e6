/**
 * What goes to one sink. Holds nothing but the latest of each control frame while the sink takes no more; group frames are
 * asked for when there is room (LIVE-40).
 */
import type { Clock } from '../clock/clock.ts';
import type { Sink } from './sink.ts';

export interface Outbox {
  /** The sink takes no more for now. */
  readonly blocked: boolean;
  /** Written now, or first thing on drain. A later frame under the same name replaces one that still waits. */
  control(name: string, bytes: Uint8Array): void;
  /** Only while not blocked. */
  write(bytes: Uint8Array): void;
  close(how: 'ended' | 'stalled'): void;
}

export interface OutboxOptions {
  readonly sink: Sink;
  readonly clock: Clock;
  readonly stallMs: number;
  /** There is room again, and control frames have been written. */
  readonly onRoom: () => void;
  readonly onStalled: () => void;
  /** The sink threw. */
  readonly onBroken: (error: unknown) => void;
  readonly onWrite: () => void;
}

export function createOutbox({ sink, clock, stallMs, onRoom, onStalled, onBroken, onWrite }: OutboxOptions): Outbox {
  const waiting = new Map<string, Uint8Array>();
  let blocked = false;
  let closed = false;
  let cancelStall = (): void => undefined;

  function write(bytes: Uint8Array): void {
    if (closed) return;
    onWrite();
    // One broken socket must not end the turn in which a thousand others are served.
    try {
      if (sink.write(bytes)) return;
    } catch (error) {
      return onBroken(error);
    }
    blocked = true;
    cancelStall = clock.after(stallMs, onStalled);
  }

  sink.onDrain(() => {
    if (closed || !blocked) return;
    blocked = false;
    cancelStall();
    for (const [name, bytes] of [...waiting]) {
      if (blocked) return;
      waiting.delete(name);
      write(bytes);
    }
    if (!blocked) onRoom();
  });

  return {
    get blocked() {
      return blocked;
    },
    control(name, bytes) {
      if (!blocked) return write(bytes);
      waiting.delete(name);
      waiting.set(name, bytes);
    },
    write,
    close(how) {
      if (closed) return;
      closed = true;
      cancelStall();
      waiting.clear();
      sink.close(how);
    },
  };
}
