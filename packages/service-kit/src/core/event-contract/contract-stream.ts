/**
 * A service's event contract, recorded in the log itself: the log is all that services share, and its order guarantees
 * that the contract precedes the first event of a new version. See docs/decisions/event-contract-in-the-log.md.
 */
import { isLogError, streamName, type Commit, type EventLog, type JsonObject } from '@tessera/event-log';
import type { ServiceDefinition } from '../../definition/service.ts';
import { eventContracts, type EventContract } from '../contract.ts';
import { pause } from '../policy/pause.ts';
import { oncePer } from '../once-per.ts';
import { contractStreamType } from '../qualified-stream.ts';
import { sha256 } from '../world/sha256.ts';

export const contractRecorded = 'EventContractRecorded';

export interface RecordedContract {
  /** SHA-256 of `events` as JSON, hex. */
  readonly hash: string;
  readonly events: { readonly [type: string]: EventContract };
}

export function contractStream(service: string): string {
  return streamName(service, contractStreamType, 'events');
}

/** Cheap: asked of every commit that is folded. */
export function isContract(commit: Commit): boolean {
  return commit.events[0]?.type === contractRecorded;
}

/** What is recorded; undefined while every event is in its first version: then there is nothing to tell. */
export function contractToRecord({ events }: ServiceDefinition): RecordedContract | undefined {
  return Object.values(events).some(({ version }) => version > 1) ? recordOf(events) : undefined;
}

const recordOf = oncePer((events: ServiceDefinition['events']): RecordedContract => {
  const contract = eventContracts(events);
  return { hash: sha256(JSON.stringify(contract)), events: contract };
});

export interface RecordingOptions {
  /** ISO 8601. */
  readonly now: () => string;
  /** It is tried again. */
  readonly onFailure: (error: unknown) => void;
}

/** Those of several services, for a log that is made up: before the events that are given. */
export async function recordContracts(
  services: readonly ServiceDefinition[],
  log: EventLog,
  options: RecordingOptions,
  signal: AbortSignal,
): Promise<void> {
  const telling = services.filter((service) => contractToRecord(service) !== undefined);
  if (telling.length > 0) await Promise.all(telling.map((service) => recordContract(service, log, options, signal)));
}

/**
 * Records the contract, once for ever per content: an older release that starts again does not bring back its own. Goes on
 * trying while the log fails, since no command may be carried out before. Resolves early when the signal aborts.
 */
export async function recordContract(
  service: ServiceDefinition,
  log: EventLog,
  { now, onFailure }: RecordingOptions,
  signal: AbortSignal,
): Promise<void> {
  const contract = contractToRecord(service);
  for (let delay = 50; contract !== undefined && !signal.aborted; delay = Math.min(delay * 2, 2_000)) {
    try {
      const data = contract as unknown as JsonObject;
      await log.append(contractStream(service.name), [{ type: contractRecorded, data }], {
        commandId: `contract-${contract.hash}`,
        time: now(),
      });
      return;
    } catch (error) {
      if (signal.aborted || isLogError(error, 'LOG_CLOSED')) return;
      onFailure(error);
      await pause(delay, signal);
    }
  }
}
