/** A log on NATS JetStream: whether its servers and its stream give what docs/reference/event-log.md promises. */
import { shownUrl } from '@tessera/event-log';
import {
  inspectJetStream,
  type InspectedServer,
  type InspectedStream,
  type JetStreamReport,
} from '@tessera/event-log/jetstream';
import { formatBytes } from '../terminal/bytes.ts';
import { about, type Finding } from './finding.ts';

/** The first version with the fixes that durability and elections need, and with `sync_interval: always`. */
const wanted = [2, 10, 23] as const;
/** 512 KB of events, their wrapping and headers. */
const leastPayload = 640 * 1024;

export async function checkNats(url: string): Promise<Finding[]> {
  const report = await inspectJetStream(url);
  return [...report.servers.flatMap(checkServer), ...checkQuorum(report), ...checkStream(report, url)];
}

function checkServer(server: InspectedServer): Finding[] {
  const { ok, problem } = about('nats');
  if (!server.reachable) {
    return [
      problem(
        `${server.address} does not answer (${server.reason})`,
        'Start it, or take it out of TESSERA_LOG when it is gone for good.',
      ),
    ];
  }
  const { version, jetstream, maxPayload } = server;
  const name = labelOf(server);
  const findings: Finding[] = [ok(`${name}: nats-server ${version}`)];
  if (!jetstream) {
    findings.push(
      problem(
        `${name} runs without JetStream`,
        'Start it with -js, or put `jetstream { store_dir: … }` into its configuration.',
      ),
    );
  }
  if (maxPayload < leastPayload) {
    findings.push(
      problem(
        `${name} takes messages of at most ${formatBytes(maxPayload)}; a commit may need ${formatBytes(leastPayload)}`,
        'Raise max_payload in its configuration (1MB is the default).',
      ),
    );
  }
  return [...findings, durability(name, version)];
}

/** Names that servers make up for themselves say nothing to people. */
function labelOf({ name, address }: { readonly name: string; readonly address: string }): string {
  return /^N[A-Z2-7]{55}$/.test(name) ? address : `${name} (${address})`;
}

function durability(name: string, version: string): Finding {
  const { warning } = about('nats');
  const production = `Use nats-server ${wanted.join('.')} or newer with \`jetstream { sync_interval: always }\` in production; this one is for development.`;
  if (!isAtLeast(version, [2, 10, 0])) {
    return warning(
      `${name} does not know sync_interval: it syncs to the disk every 2 minutes, whatever it acknowledges meanwhile`,
      production,
    );
  }
  if (!isAtLeast(version, wanted)) {
    return warning(
      `${name} is older than ${wanted.join('.')} and misses mended faults of recovery and elections`,
      production,
    );
  }
  return warning(
    `${name}: whether it syncs to the disk before it acknowledges cannot be seen from here`,
    'See that its configuration has `jetstream { sync_interval: always }`; the default is every 2 minutes, and a loss of power costs what came since.',
  );
}

export function isAtLeast(version: string, least: readonly number[]): boolean {
  const parts = version.split(/[.-]/).map(Number);
  for (const [at, limit] of least.entries()) {
    const part = parts[at] ?? 0;
    if (part !== limit) return part > limit;
  }
  return true;
}

function checkQuorum({ servers }: JetStreamReport): Finding[] {
  const { ok, problem } = about('nats');
  if (servers.length === 1) return [];
  const up = servers.filter(({ reachable }) => reachable).length;
  const clusters = new Set(servers.flatMap((server) => (server.reachable ? [server.cluster ?? '-'] : [])));
  if (clusters.size > 1) {
    return [
      problem(
        `the servers are not one cluster: ${[...clusters].join(', ')}`,
        'Give them the same cluster name and routes to each other, or name only those that belong together.',
      ),
    ];
  }
  if (up * 2 > servers.length) return [ok(`${up} of ${servers.length} servers answer`)];
  return [
    problem(
      `only ${up} of ${servers.length} servers answer: without a majority nothing can be stored`,
      'Start the others; nothing acknowledged is lost meanwhile.',
    ),
  ];
}

function checkStream({ name, stream, streamProblem, servers }: JetStreamReport, url: string): Finding[] {
  const { ok, problem } = about('stream');
  if (stream === 'absent') return [ok(`there is no stream "${name}" yet: \`tessera start\` makes it`)];
  if (stream !== undefined) return checkSettings(name, stream, servers.length);
  if (streamProblem === undefined) return [];
  return [
    problem(
      `the log at ${shownUrl(url)} is not served: ${streamProblem}`,
      'A cluster needs most of its servers, and some seconds after a failure, to elect a leader. If it lasts, look at the servers’ own logs.',
    ),
  ];
}

function checkSettings(name: string, stream: InspectedStream, known: number): Finding[] {
  const { ok, warning, problem } = about('stream');
  if (!stream.description.startsWith('tessera event log;')) {
    return [
      problem(`the stream "${name}" is not an event log`, 'Name another in TESSERA_LOG: nats://host:port/<name>.'),
    ];
  }
  const { head, bytes, copies, leader, storage, limits, notCurrent } = stream;
  const findings = [
    ok(
      `"${name}": ${head} commits, ${formatBytes(bytes)}, ${copies} ${copies === 1 ? 'copy' : 'copies'}${leader === undefined ? '' : `, led by ${leader}`}`,
    ),
  ];
  if (copies < 3) {
    findings.push(
      warning(
        `"${name}" has ${copies === 1 ? 'one copy' : `${copies} copies`}: ${copies === 1 ? 'the loss of its disk is the loss of the log' : 'no server may fail'}`,
        known > 2
          ? `Ask for three: nats stream edit ${name} --replicas 3.`
          : 'Use a cluster of three servers (TESSERA_LOG=nats://a,b,c/…?replicas=3); until then, back up (`tessera events export`).',
      ),
    );
  }
  if (storage !== 'file') {
    findings.push(
      problem(
        `"${name}" is kept in memory: a restart of the servers ends it`,
        'Export it (`tessera events export`), remove the stream, and import it again: a new log is kept in files.',
      ),
    );
  }
  if (limits.length > 0) {
    findings.push(
      problem(
        `"${name}" forgets commits by itself (${limits.join(', ')})`,
        `Take the limits out: nats stream edit ${name} --max-age=0 --max-msgs=-1 --max-msgs-per-subject=-1 --max-bytes=-1 --discard=new.`,
      ),
    );
  }
  if (notCurrent.length > 0) {
    findings.push(
      warning(
        `${notCurrent.length} of ${copies} copies are away or behind: ${notCurrent.join(', ')}`,
        'Start those servers, or wait until they have caught up; until then one more failure may stop the log.',
      ),
    );
  }
  return findings;
}
