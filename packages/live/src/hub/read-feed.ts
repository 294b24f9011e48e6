/** Reads a feed until it ends, breaks, is aborted, or says nothing for too long; whichever comes first. */
import type { Clock } from '../clock/clock.ts';
import type { FeedMessage } from './source.ts';

export interface FeedReading {
  /** Opens the feed. The signal is aborted when reading stops, for whatever reason. */
  readonly open: (signal: AbortSignal) => AsyncIterable<FeedMessage>;
  readonly clock: Clock;
  readonly silenceMs: number;
  readonly signal: AbortSignal;
  readonly onMessage: (message: FeedMessage) => void;
}

/** Resolves with why it stopped; undefined when it was told to by `signal`. Never rejects. */
export async function readFeed({ open, clock, silenceMs, signal, onMessage }: FeedReading): Promise<Error | undefined> {
  const attempt = new AbortController();
  let cancelSilence = (): void => undefined;
  // A source may ignore its signal; the race does not.
  const stopped = new Promise<Error | undefined>((resolve) => {
    attempt.signal.addEventListener('abort', () => resolve(attempt.signal.reason as Error | undefined), { once: true });
  });
  const stop = (reason: Error | undefined): void => attempt.abort(reason ?? null);
  const onAbort = (): void => stop(undefined);
  if (signal.aborted) return undefined;
  signal.addEventListener('abort', onAbort, { once: true });
  const heard = (): void => {
    cancelSilence();
    cancelSilence = clock.after(silenceMs, () => stop(new Error(`The feed said nothing for ${silenceMs} ms.`)));
  };
  const read = async (): Promise<Error> => {
    try {
      for await (const message of open(attempt.signal)) {
        if (attempt.signal.aborted) break;
        heard();
        onMessage(message);
      }
      return new Error('The feed ended.');
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  };
  heard();
  const why = await Promise.race([read(), stopped]);
  cancelSilence();
  signal.removeEventListener('abort', onAbort);
  attempt.abort(null);
  return signal.aborted ? undefined : why;
}
