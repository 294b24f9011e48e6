import { changeLine, type FeedLine } from '../core/feed/change-line.ts';
import { changesSince } from '../core/feed/changes-since.ts';
import type { ServiceRuntime } from '../core/runtime/service-runtime.ts';

/** The lines of `/feed` as values, from a cursor on; ends when the signal aborts. */
export async function* feedOf(
  runtime: ServiceRuntime,
  after: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<FeedLine> {
  const lines: FeedLine[] = [];
  let wake: (() => void) | undefined;
  const from = runtime.feedStart(after);
  lines.push(runtime.hello(from ?? runtime.position));
  if (from !== undefined && from < runtime.position) {
    lines.push(changesSince(runtime.store, runtime.compiled.projections.keys(), from, runtime.position)!);
  }
  const stop = runtime.onFlushed((flushed) => {
    lines.push(changeLine(flushed));
    wake?.();
  });
  const stopSwaps = runtime.onSwapped(() => {
    lines.push(runtime.hello(runtime.position));
    wake?.();
  });
  const abort = (): void => wake?.();
  signal.addEventListener('abort', abort);
  try {
    while (!signal.aborted) {
      const next = lines.shift();
      if (next !== undefined) yield next;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    stop();
    stopSwaps();
    signal.removeEventListener('abort', abort);
  }
}
