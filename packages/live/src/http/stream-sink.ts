/** A sink whose bytes are read from a web stream. */
import type { Sink } from '../hub/sink.ts';

export interface StreamSink {
  readonly sink: Sink;
  readonly stream: ReadableStream<Uint8Array>;
}

/** `onCancel`: the reader is gone. */
export function createStreamSink(highWaterBytes: number, onCancel: () => void): StreamSink {
  let controller: ReadableStreamDefaultController<Uint8Array>;
  let drained = (): void => undefined;
  let full = false;
  let closed = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      start(created) {
        controller = created;
      },
      pull() {
        if (!full) return;
        full = false;
        drained();
      },
      cancel() {
        closed = true;
        onCancel();
      },
    },
    { highWaterMark: highWaterBytes, size: (chunk) => chunk.byteLength },
  );
  const sink: Sink = {
    write(bytes) {
      if (closed) return true;
      // A copy: readers may transfer the buffer, which others are still sending.
      controller.enqueue(bytes.slice());
      full = (controller.desiredSize ?? 0) <= 0;
      return !full;
    },
    onDrain(listener) {
      drained = listener;
    },
    close(how) {
      if (closed) return;
      closed = true;
      if (how === 'ended') controller.close();
      else controller.error(new Error('The reader took nothing for too long.'));
    },
  };
  return { sink, stream };
}
