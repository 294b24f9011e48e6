/**
 * Reading events of other versions than the service was written for. Own older versions are cast as the definition says;
 * everything else as the producer's contract in the log says, as far as it has been read: all of it before folding
 * begins, then each new one as it is folded.
 */
import type { Commit, EventLog, JsonObject, RecordedEvent } from '@tessera/event-log';
import { compileCast, type Cast } from '../../definition/casts/compile-cast.ts';
import type { CastStep } from '../../definition/casts/cast.ts';
import type { ServiceDefinition } from '../../definition/service.ts';
import { contractRecorded, contractStream, type RecordedContract } from './contract-stream.ts';
import { UnreadEvent } from './unread-event.ts';

export interface EventVersions {
  /** The version a type is read as; undefined for a type that is not declared. */
  readonly expected: ReadonlyMap<string, number>;
  /** The data of an event of another version as the expected one. Throws `UnreadEvent` where no cast leads there. */
  cast(type: string, event: RecordedEvent): JsonObject;
  /** Whether `cast` would find its way. */
  isReachable(type: string, version: number): boolean;
  /** Takes in a commit of a contract stream. */
  learn(commit: Commit): void;
  /** How many contracts have been taken in: what could not be read before a new one perhaps can now. */
  readonly learned: number;
  /** Reads what has been recorded since it was last read. */
  load(log: EventLog): Promise<void>;
}

interface Versions {
  readonly version: number;
  readonly from?: {
    readonly [version: string]: { readonly up: readonly CastStep[]; readonly down?: readonly CastStep[] | undefined };
  };
}

export function createEventVersions(definition: ServiceDefinition): EventVersions {
  const { name, events, consumes } = definition;
  const expected = new Map<string, number>();
  for (const [type, { version }] of [...Object.entries(events), ...Object.entries(consumes)])
    expected.set(type, version);
  const producers = new Set([name, ...Object.keys(consumes).map((type) => type.slice(0, type.indexOf('.')))]);
  const read = new Map([...producers].map((service) => [service, 0]));
  /** By `<service>.<Type>`. */
  const recorded = new Map<string, Versions>();
  const casts = new Map<string, Cast | undefined>();
  let learned = 0;

  const qualified = (type: string): string => (type.includes('.') ? type : `${name}.${type}`);

  function castFor(type: string, version: number): Cast | undefined {
    const key = `${type}@${version}`;
    if (!casts.has(key)) {
      const steps = stepsBetween(version, expected.get(type)!, versionsOf(type, version));
      casts.set(key, steps && compileCast(steps));
    }
    return casts.get(key);
  }

  /** The own definition knows its past best; a newer release's contract knows the rest. */
  function versionsOf(type: string, version: number): Versions | undefined {
    const own = Object.hasOwn(events, type) ? events[type] : undefined;
    return own !== undefined && version < own.version ? own : recorded.get(qualified(type));
  }

  function learn(commit: Commit): void {
    const service = commit.stream.slice('ev.'.length, commit.stream.indexOf('.', 'ev.'.length));
    if (commit.stream !== contractStream(service) || commit.position <= (read.get(service) ?? Infinity)) return;
    read.set(service, commit.position);
    for (const { type: recordedType, data } of commit.events) {
      if (recordedType !== contractRecorded) continue;
      for (const [type, versions] of Object.entries((data as unknown as RecordedContract).events)) {
        const known = recorded.get(`${service}.${type}`);
        // An older release that was deployed beside a newer one knows less.
        if (known === undefined || versions.version >= known.version) recorded.set(`${service}.${type}`, versions);
      }
    }
    casts.clear();
    learned += 1;
  }

  return {
    expected,
    isReachable: (type, version) => castFor(type, version) !== undefined,
    cast(type, event) {
      const cast = castFor(type, event.version);
      if (cast !== undefined) return cast(event.data);
      const version = expected.get(type)!;
      const way = event.version > version ? 'back to' : 'up to';
      throw new UnreadEvent(
        'version',
        `${type}@${event.version}`,
        `${event.id} is ${type} in version ${event.version}; this release reads version ${version}, and no recorded contract ` +
          `says how to get ${way} it. Deploy a release that knows version ${event.version}, or add the cast to its producer.`,
      );
    },
    learn,
    get learned() {
      return learned;
    },
    async load(log) {
      for (const [service, after] of read) {
        const { commits } = await log.read(contractStream(service), { after });
        for (const commit of commits) learn(commit);
      }
    },
  };
}

/** The steps from one version to another, over those between; undefined: some of them are not known. */
function stepsBetween(from: number, to: number, versions: Versions | undefined): readonly CastStep[] | undefined {
  if (versions === undefined || Math.max(from, to) > versions.version) return undefined;
  const steps: CastStep[] = [];
  for (let at = from; at < to; at++) {
    const up = versions.from?.[at]?.up;
    if (up === undefined) return undefined;
    steps.push(...up);
  }
  for (let at = from - 1; at >= to; at--) {
    const down = versions.from?.[at]?.down;
    if (down === undefined) return undefined;
    steps.push(...down);
  }
  return steps;
}
