/**
 * The newest position this page has seen of each service: from its own commands, from answers, from the live stream. What
 * is asked next must not be older than what is already shown.
 */
import { decodeCursor, encodeCursor } from '@tessera/live';

export interface Positions {
  /** A position was seen; of another epoch (the log was replaced), it counts instead of what was known. */
  see(service: string, cursor: string): void;
  /** Whether an answer at these positions is older than what was seen by `since` (see `now`). */
  isOlder(answer: Readonly<Record<string, string>>, since: Readonly<Record<string, string>>): boolean;
  /** Whether an answer is of a log that this page has seen replaced, by `since` (see `now`), with another. */
  isOfFormerLog(answer: Readonly<Record<string, string>>, since: Readonly<Record<string, string>>): boolean;
  /** As it stands, by service. */
  now(): Readonly<Record<string, string>>;
  /** `orders=<cursor>,catalog=<cursor>`, for `x-tessera-at-least`; undefined when nothing is known. */
  header(): string | undefined;
}

/**
 * `onReplaced` is told when a service is on another log than the one that was known, once for each such log: while
 * replicas go over one by one, both may be heard of for a while.
 */
export function createPositions(onReplaced: (service: string) => void = () => undefined): Positions {
  let newest: Readonly<Record<string, string>> = {};
  /** By service: the epochs of its logs, in the order in which they were first seen. */
  const logs = new Map<string, string[]>();
  const ageOf = (service: string, text: string | undefined): number =>
    logs.get(service)?.indexOf(decodeCursor(text ?? '')?.epoch ?? '') ?? -1;

  function see(service: string, text: string): void {
    const cursor = decodeCursor(text);
    if (cursor === undefined) return;
    const { epoch, position } = cursor;
    const before = decodeCursor(newest[service] ?? '');
    if (before !== undefined && before.epoch === epoch && before.position >= position) return;
    // Without the generation: a rebuilt projection stands at the same positions.
    newest = { ...newest, [service]: encodeCursor({ epoch, position }) };
    const epochs = logs.get(service) ?? [];
    if (epochs.includes(epoch)) return;
    logs.set(service, [...epochs, epoch]);
    if (before !== undefined) onReplaced(service);
  }

  return {
    see,
    isOlder(answer, since) {
      return Object.entries(answer).some(([service, text]) => {
        const [is, was] = [decodeCursor(text), decodeCursor(since[service] ?? '')];
        return is !== undefined && was !== undefined && is.epoch === was.epoch && is.position < was.position;
      });
    },
    isOfFormerLog: (answer, since) =>
      Object.entries(answer).some(([service, text]) => {
        const age = ageOf(service, text);
        return age !== -1 && age < ageOf(service, since[service]);
      }),
    now: () => newest,
    header() {
      const pairs = Object.entries(newest).map(([service, cursor]) => `${service}=${cursor}`);
      return pairs.length === 0 ? undefined : pairs.slice(0, 32).join(',');
    },
  };
}
