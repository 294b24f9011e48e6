import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findNatsServer, startNatsServers } from '@tessera/event-log/nats-servers';
import { expect, it } from 'vitest';
import { CliError } from '../errors/cli-error.ts';
import { createLog } from './create-log.ts';

async function refusal(url: string): Promise<CliError> {
  const error = await createLog(url, 500).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(CliError);
  return error as CliError;
}

it('nobody answers: which servers, why, and what to do, without the password', async () => {
  const error = await refusal('nats://me:secret@127.0.0.1:1/log');
  expect(error).toMatchObject({ code: 'START_FAILED', message: expect.stringContaining('nats://…@127.0.0.1:1/log') });
  expect(error.why).toMatch(/127\.0\.0\.1:1 .*refused.*Start them/);
  expect(error.advice).toMatch(/tessera doctor/);
  expect(JSON.stringify([error.message, error.why, error.advice])).not.toContain('secret');
});

it('a file that is no log is named and left alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-create-log-'));
  const path = join(folder, 'log.db');
  writeFileSync(path, 'not a database, and longer than a header would be '.repeat(20));
  const error = await refusal(`sqlite:${path}`);
  expect(error.why).toContain(path);
  rmSync(folder, { recursive: true });
});

it('a url of nothing we know', async () => {
  expect(await refusal('redis://x')).toMatchObject({ advice: expect.stringContaining('nats://host:port') });
});

it.skipIf(!findNatsServer())('a server without JetStream, and a cluster of which one of three is up', async () => {
  const [plain, cluster] = await Promise.all([startNatsServers(1, { jetstream: false }), startNatsServers(3)]);
  try {
    expect((await refusal(plain.url('log'))).why).toMatch(/n1 .*runs without JetStream.*-js/);
    await Promise.all(cluster.servers.slice(1).map((server) => server.kill()));
    const { why } = await refusal(cluster.url('log'));
    expect(why).toMatch(/does not serve the event log.*most of the servers run/);
    for (const { address } of cluster.servers) expect(why).toContain(address);
  } finally {
    await Promise.all([plain.stop(), cluster.stop()]);
  }
});
