/** The lines of a byte stream, empty ones left out; cancels the stream when the reader stops. */
export async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  // Kept in pieces: a snapshot-sized line comes in many chunks, and joining each time would be quadratic.
  let pieces: string[] = [];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = decoder.decode(value, { stream: true }).split('\n');
      pieces.push(lines.shift()!);
      for (const next of lines) {
        const line = pieces.join('');
        pieces = [next];
        if (line !== '') yield line;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
