/**
 * The newest position this page has seen of each service: from its own commands, from answers, from the live stream. What
 * is asked next must not be older than what is already shown.
 */
import { decodeCursor, encodeCursor } from '@tessera/live';

export interface Positions {
  /** A position was seen; another epoch (the log was restored) replaces what was known. */
  see(service: string, cursor: string): void;
  /** Whether an answer at these positions is older than what was seen by `since` (see `now`). */
  isOlder(answer: Readonly<Record<string, string>>, since: Readonly<Record<string, string>>): boolean;
  /** As it stands, by service. */
  now(): Readonly<Record<string, string>>;
  /** `orders=<cursor>,catalog=<cursor>`, for `x-tessera-at-least`; undefined when nothing is known. */
  header(): string | undefined;
  /** What was known of a service no longer counts (its log was replaced). */
  forget(service: string): void;
}

export function createPositions(): Positions {
  let newest: Readonly<Record<string, string>> = {};

  function see(service: string, text: string): void {
    const cursor = decodeCursor(text);
    if (cursor === undefined) return;
    const known = decodeCursor(newest[service] ?? '');
    if (known !== undefined && known.epoch === cursor.epoch && known.position >= cursor.position) return;
    // Without the generation: a rebuilt projection stands at the same positions.
    newest = { ...newest, [service]: encodeCursor({ epoch: cursor.epoch, position: cursor.position }) };
  }

  return {
    see,
    isOlder(answer, since) {
      return Object.entries(answer).some(([service, text]) => {
        const [is, was] = [decodeCursor(text), decodeCursor(since[service] ?? '')];
        return is !== undefined && was !== undefined && is.epoch === was.epoch && is.position < was.position;
      });
    },
    now: () => newest,
    header() {
      const pairs = Object.entries(newest).map(([service, cursor]) => `${service}=${cursor}`);
      return pairs.length === 0 ? undefined : pairs.slice(0, 32).join(',');
    },
    forget(service) {
      newest = Object.fromEntries(Object.entries(newest).filter(([name]) => name !== service));
    },
  };
}
