import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { openLog } from '@tessera/event-log/open';
import { findNatsServer, startNatsServers, type NatsServers } from '@tessera/event-log/nats-servers';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { checkNats, isAtLeast } from './check-nats.ts';
import type { Finding } from './finding.ts';

it('versions are compared as numbers', () => {
  expect(isAtLeast('2.9.10', [2, 10, 23])).toBe(false);
  expect(isAtLeast('2.10.22', [2, 10, 23])).toBe(false);
  expect(isAtLeast('2.10.23', [2, 10, 23])).toBe(true);
  expect(isAtLeast('2.10.23-RC.1', [2, 10, 23])).toBe(true);
  expect(isAtLeast('2.11.0', [2, 10, 23])).toBe(true);
  expect(isAtLeast('3.0.0', [2, 10, 23])).toBe(true);
});

describe.skipIf(!findNatsServer())('with nats-server (apt-get install nats-server)', () => {
  const started: NatsServers[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'tessera-doctor-'));
  afterEach(async () => {
    await Promise.all(started.splice(0).map((servers) => servers.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(...all: Parameters<typeof startNatsServers>): Promise<NatsServers> {
    const servers = await startNatsServers(...all);
    started.push(servers);
    return servers;
  }

  async function managing(servers: NatsServers, work: (manager: JetStreamManager) => Promise<unknown>): Promise<void> {
    const nats = await connect({ servers: servers.servers[0]!.address });
    await work(await jetstreamManager(nats));
    await nats.close();
  }

  const of = (findings: readonly Finding[], level: Finding['level']) =>
    findings.filter((one) => one.level === level).map(({ what }) => what);

  it('one server with a log: sound, with the warnings that belong to one copy and an old server', async () => {
    const servers = await start(1);
    const url = servers.url('log');
    const before = await checkNats(url);
    expect(of(before, 'ok')).toContain('there is no stream "log" yet: `tessera start` makes it');
    const log = await openLog(url);
    await log.append('ev.a.b.1', [{ type: 'X', data: {} }]);
    await log.close();
    const findings = await checkNats(url);
    expect(of(findings, 'problem')).toEqual([]);
    expect(of(findings, 'ok').join('\n')).toMatch(/n1 \(127\.0\.0\.1:\d+\): nats-server \d[\s\S]*"log": 1 commits/);
    expect(of(findings, 'warning').join('\n')).toMatch(/sync[\s\S]*has one copy/);
    for (const { level, advice } of findings) if (level !== 'ok') expect(advice).toMatch(/\w/);
  });

  it('a stream that forgets, is in memory, or is no log; a server that takes only small messages', async () => {
    const configuration = join(mkdtempSync(join(tmpdir(), 'tessera-doctor-')), 'nats.conf');
    writeFileSync(configuration, 'max_payload: 100KB\n');
    const servers = await start(1, { arguments: ['-c', configuration] });
    rmSync(join(configuration, '..'), { recursive: true });
    const described = (name: string) => ({
      name,
      subjects: [`${name}.ev.>`],
      description: 'tessera event log; format 1; epoch e',
    });
    await managing(servers, async (manager) => {
      await manager.streams.add({ ...described('forgets'), max_age: 1e12, max_msgs: 10, discard: 'old' });
      await manager.streams.add({ ...described('ages'), max_age: 1e12 });
      await manager.streams.add({ ...described('memory'), storage: 'memory', discard: 'new', max_msgs: 10 });
      await manager.streams.add({ name: 'other', subjects: ['other.>'] });
    });
    const forgets = of(await checkNats(servers.url('forgets')), 'problem').join('\n');
    expect(forgets).toMatch(/at most 10\d kB/);
    expect(forgets).toContain('forgets commits by itself (max_age 1000000000000, max_msgs 10)');
    const ages = of(await checkNats(servers.url('ages')), 'problem').join('\n');
    expect(ages).toContain('forgets commits by itself (max_age 1000000000000)');
    const memory = of(await checkNats(servers.url('memory')), 'problem').join('\n');
    expect(memory).toContain('kept in memory');
    expect(memory).not.toContain('forgets');
    expect(of(await checkNats(servers.url('other')), 'problem').join('\n')).toContain('is not an event log');
  });

  it('no JetStream, nobody there, wrong credentials', async () => {
    const servers = await start(1, { jetstream: false });
    expect(of(await checkNats(servers.url('log')), 'problem')).toEqual([
      expect.stringMatching(/^n1 \(.*\) runs without JetStream/),
    ]);
    expect(of(await checkNats('nats://127.0.0.1:1/log'), 'problem')).toEqual([
      expect.stringMatching(/^127\.0\.0\.1:1 does not answer \(.*refused/),
    ]);
    const locked = await start(1, { arguments: ['--user', 'me', '--pass', 'right'] });
    const url = locked.url('log').replace('nats://', 'nats://me:wrong@');
    const refused = await checkNats(url);
    expect(of(refused, 'problem')).toEqual([expect.stringMatching(/does not answer \(.*[Aa]uthorization/)]);
    expect(JSON.stringify(refused)).not.toContain('wrong@');
  });

  it('a cluster: whole; then one copy away; then without a majority', async () => {
    const cluster = await start(3);
    const url = cluster.url('log');
    const log = await openLog(url);
    await log.append('ev.a.b.1', [{ type: 'X', data: {} }]);
    await log.close();
    const whole = await checkNats(url);
    expect(of(whole, 'problem')).toEqual([]);
    expect(of(whole, 'ok').join('\n')).toMatch(/3 of 3 servers answer\n"log": 1 commits.*3 copies, led by n[123]/);
    expect(of(whole, 'warning').join('\n')).not.toContain('cop');
    await cluster.servers[2]!.kill();
    await cluster.servers[1]!.kill();
    const alone = of(await checkNats(url), 'problem').join('\n');
    expect(alone).toContain('only 1 of 3 servers answer');
    for (const { address } of cluster.servers.slice(1)) expect(alone).toContain(`${address} does not answer`);
  });
});
