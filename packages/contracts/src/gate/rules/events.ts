/**
 * Producer and consumer of events: does the consumer read every version the log may hold, by what it actually uses? And
 * two releases of one service, which share a log: does each read what the other records?
 */
import type { CastStep, EventContract, ServiceContract } from '../../contract.ts';
import { castSchema } from '../../json-schema/cast-schema.ts';
import type { JsonSchema } from '../../json-schema/json-schema.ts';
import { opened } from '../../json-schema/opened.ts';
import { uncovered } from '../../json-schema/uncovered.ts';
import { compareVersions } from '../../names.ts';
import type { RefusalCode } from '../codes.ts';
import type { Finding, FoundPlace } from '../finding.ts';
import type { LiveRelease } from '../live-set.ts';

type ServiceLive = Extract<LiveRelease, { readonly kind: 'service' }>;

/** Everything `consumer` reads of `producer`'s service, against what that release records and has recorded. */
export function eventFindings(producer: ServiceLive, consumer: ServiceLive): Finding[] {
  const { service, events } = producer.contract;
  const findings: Finding[] = [];
  for (const [name, read] of Object.entries(consumer.contract.consumes)) {
    if (!name.startsWith(`${service}.`)) continue;
    const places = placesOf(read);
    const report = (code: RefusalCode, subject: string, message: string) =>
      void findings.push({ code, consumer, provider: producer, subject, message, places });
    const event = events[name.slice(service.length + 1)];
    if (event === undefined) {
      report('EVENT_MISSING', name, 'is not recorded');
      continue;
    }
    for (const [version, schema] of versionsOf(event)) {
      const steps = stepsBetween(event, version, read.version);
      if (steps === undefined) {
        report(
          'EVENT_NOT_CAST',
          `${name} v${version}`,
          `has no cast to version ${read.version}, which is what is read`,
        );
        continue;
      }
      const data = castSchema(schema, steps);
      if (data === undefined) {
        report(
          'EVENT_NOT_CAST',
          `${name} v${version}`,
          `cannot be followed through its cast to version ${read.version}`,
        );
        continue;
      }
      for (const { path, reason } of uncovered(data, read.schema as JsonSchema))
        report('EVENT_FIELD', [name, path].filter(Boolean).join(' '), `${reason} (recorded as version ${version})`);
    }
  }
  return findings;
}

/** Candidate and another live release of the same service. */
export function siblingFindings(candidate: ServiceLive, sibling: ServiceLive): Finding[] {
  return [...readingFindings(sibling, candidate, sibling), ...readingFindings(candidate, sibling, sibling)].map(
    (finding) => ({ ...finding, consumer: sibling, provider: candidate }),
  );
}

/**
 * What a release of the candidate's service has recorded that is live no more: its canary ended, it was rolled back, the
 * service was retired. It stays in the log. What the candidate has no such event for it passes over.
 */
export function pastFindings(candidate: ServiceLive, past: ServiceLive): Finding[] {
  const known = Object.entries(past.contract.events).filter(([type]) => Object.hasOwn(candidate.contract.events, type));
  const writer = { ...past, contract: { ...past.contract, events: Object.fromEntries(known) } };
  return readingFindings(candidate, writer, past).map(({ code, ...finding }) => ({
    ...finding,
    code: code === 'EVENT_UNREADABLE_BY_SIBLING' ? 'EVENT_UNREADABLE_IN_LOG' : code,
    consumer: past,
    provider: candidate,
  }));
}

function readingFindings(reader: ServiceLive, writer: ServiceLive, sibling: ServiceLive): Finding[] {
  const findings: Finding[] = [];
  const isSiblingReading = reader === sibling;
  const isOlder = compareVersions(reader.version, writer.version) < 0;
  const who = isSiblingReading ? 'cannot be read there' : 'is recorded there, and cannot be read here';
  for (const [type, written] of Object.entries(writer.contract.events)) {
    const own = reader.contract.events[type];
    const name = `${writer.contract.service}.${type}`;
    const report = (code: RefusalCode, subject: string, message: string) =>
      void findings.push({ code, consumer: reader, provider: writer, subject, message, places: [] });
    if (own === undefined) {
      // A type the older release has never heard of is passed over by it, or nobody could roll back to it; one the newer has
      // forgotten is its own history.
      if (!isOlder) report('EVENT_VERSION_DROPPED', name, 'is in the log, and not known here any more');
      continue;
    }
    const known = new Map(versionsOf(own));
    for (const [version, schema] of versionsOf(written)) {
      const isNewer = version > own.version;
      if (!isNewer && !known.has(version)) {
        report('EVENT_VERSION_DROPPED', `${name} v${version}`, 'is in the log, and not known here any more');
        continue;
      }
      const steps = isNewer ? stepsBetween(written, version, own.version) : [];
      const data = steps === undefined ? undefined : castSchema(schema, steps);
      if (data === undefined) {
        report(
          'EVENT_UNREADABLE_BY_SIBLING',
          `${name} v${version}`,
          `${who}: there is no cast to version ${own.version}`,
        );
        continue;
      }
      const expected = isNewer ? own.schema : known.get(version)!;
      for (const { path, reason } of uncovered(data, opened(expected as JsonSchema)))
        report(
          'EVENT_UNREADABLE_BY_SIBLING',
          [name, path].filter(Boolean).join(' '),
          `${who}: ${reason} (version ${version})`,
        );
    }
  }
  return findings;
}

/** Oldest first. */
export function versionsOf(event: EventContract): [number, JsonSchema][] {
  const older = Object.entries(event.from ?? {}).map(([version, { schema }]): [number, JsonSchema] => [
    Number(version),
    schema as JsonSchema,
  ]);
  return [...older, [event.version, event.schema as JsonSchema] as [number, JsonSchema]].sort(([a], [b]) => a - b);
}

/** The casts from one version to another; undefined when one of them is missing. */
function stepsBetween(event: EventContract, from: number, to: number): CastStep[] | undefined {
  const steps: CastStep[] = [];
  for (let version = from; version < to; version++) {
    const step = event.from?.[version]?.up;
    if (step === undefined) return undefined;
    steps.push(...step);
  }
  for (let version = from - 1; version >= to; version--) {
    const step = event.from?.[version]?.down;
    if (step === undefined) return undefined;
    steps.push(...step);
  }
  return steps;
}

/** Where the consumer says that it reads an event; nothing when it does not say. */
export function placesOf(read: ServiceContract['consumes'][string]): FoundPlace[] {
  const source = read['source'] as { file?: unknown; line?: unknown } | undefined;
  return typeof source?.file === 'string' && typeof source.line === 'number'
    ? [{ file: source.file, line: source.line }]
    : [];
}
