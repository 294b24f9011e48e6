/**
 * Proof "cluster-kill": a JetStream cluster of three real servers, three copies of the log. Under load from several
 * writer processes the log's leader and a follower are killed in turn with SIGKILL and started again, while a reader
 * follows. Afterwards every acknowledged commit is there once, whole and in order, and the reader has seen exactly what
 * the log holds. How long nobody was acknowledged is reported.
 *
 * `node packages/event-log/proofs/cluster-kill.ts [--kills 6] [--writers 2]`
 */
import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startNatsServers, type NatsServer } from '../src/jetstream/nats-servers.fixture.ts';
import { openLog } from '../src/open/index.ts';
import { followAll, readAll } from './acknowledged/follow-all.ts';
import { isSound, judge, type Verdict } from './acknowledged/judge.ts';
import { createWriter, type TimedAcknowledgement } from './acknowledged/writers.ts';

/** Run by `npm run proof -- log`. */
export const suite = 'log';

export interface ClusterKillOptions {
  /** Half of them hit the leader, half a follower. */
  readonly kills?: number;
  readonly writers?: number;
}

export interface ClusterKillResult extends Verdict {
  readonly name: 'cluster-kill';
  readonly kills: number;
  /** The longest time without an acknowledgement after each kill, milliseconds. */
  readonly silenceAfterLeaderMs: readonly number[];
  readonly silenceAfterFollowerMs: readonly number[];
  readonly ok: boolean;
}

const logName = 'killed';

export async function run({ kills = 6, writers: count = 2 }: ClusterKillOptions = {}): Promise<ClusterKillResult> {
  const cluster = await startNatsServers(3);
  const url = cluster.url(logName);
  const acknowledged: TimedAcknowledgement[] = [];
  const stop = new AbortController();
  const writers = Array.from({ length: count }, (_, at) => createWriter(url, `w${at}`, acknowledged));
  const nats = await connect({
    servers: cluster.servers.map(({ address }) => address),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 100,
  });
  try {
    const manager = await jetstreamManager(nats, { checkAPI: false, timeout: 1000 });
    // Longer than any silence that was seen: the proof is about what is kept; how long it took is in its result.
    const log = await openLog(url, { patienceMs: 100_000 });
    const followed = followAll(log, stop.signal);
    for (const writer of writers) writer.start();
    await Promise.all(writers.map((writer) => writer.atWork()));

    const silence: Record<'leader' | 'follower', number[]> = { leader: [], follower: [] };
    for (let kill = 0; kill < kills; kill++) {
      const role = kill % 2 ? 'follower' : 'leader';
      const victim = await find(role, manager, cluster.servers);
      const killedAt = performance.now();
      await victim.kill();
      await moreAcknowledged(acknowledged, 300);
      silence[role].push(longestSilence(acknowledged, killedAt));
      await victim.start();
      await allCurrent(manager);
    }
    await Promise.all(writers.map((writer) => writer.atWork()));
    await Promise.all(writers.map((writer) => writer.kill()));

    const stored = await readAll(log);
    const seen = await followed(stored.length);
    await log.close();
    const verdict = judge(acknowledged, stored, seen);
    return {
      name: 'cluster-kill',
      kills,
      ...verdict,
      silenceAfterLeaderMs: silence.leader,
      silenceAfterFollowerMs: silence.follower,
      ok: isSound(verdict),
    };
  } finally {
    stop.abort();
    await Promise.all(writers.map((writer) => writer.kill()));
    await nats.close();
    await cluster.stop();
  }
}

async function find(
  role: 'leader' | 'follower',
  manager: JetStreamManager,
  servers: readonly NatsServer[],
): Promise<NatsServer> {
  for (;;) {
    const { cluster } = await manager.streams.info(logName).catch(() => ({ cluster: undefined }));
    const leader = servers.find(({ name }) => name === cluster?.leader);
    if (leader) return role === 'leader' ? leader : servers.find((server) => server !== leader)!;
    await sleep(50);
  }
}

/** Waits until so many more were acknowledged than now. */
async function moreAcknowledged(acknowledged: readonly TimedAcknowledgement[], more: number): Promise<void> {
  const goal = acknowledged.length + more;
  while (acknowledged.length < goal) await sleep(20);
}

/** Waits until the cluster has a leader and every copy is up to date. */
async function allCurrent(manager: JetStreamManager): Promise<void> {
  for (;;) {
    const { cluster } = await manager.streams.info(logName).catch(() => ({ cluster: undefined }));
    const replicas = cluster?.replicas ?? [];
    if (cluster?.leader && replicas.length === 2 && replicas.every(({ current, offline }) => current && !offline))
      return;
    await sleep(50);
  }
}

function longestSilence(acknowledged: readonly TimedAcknowledgement[], since: number): number {
  const times = [since, ...acknowledged.map(({ at }) => at).filter((at) => at > since)];
  return Math.round(Math.max(...times.slice(1).map((at, index) => at - times[index]!)));
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { kills: { type: 'string' }, writers: { type: 'string' } } });
  const result = await run(Object.fromEntries(Object.entries(values).map(([key, value]) => [key, Number(value)])));
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exitCode = result.ok ? 0 : 1;
}
