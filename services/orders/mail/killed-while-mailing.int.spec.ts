/** The orders service, killed (`kill -9`) while it sends confirmations: every one arrives, and repeats can be told by their key. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openLog } from '@tessera/event-log/open';
import { SMTPServer } from 'smtp-server';
import { afterEach, expect, it } from 'vitest';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const orderCount = 30;

it('each order is confirmed at least once, and exactly once for who honours the key', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-mail-'));
  closing.push(() => rmSync(folder, { recursive: true, force: true }));
  let child: ChildProcess | undefined;
  const keys: string[] = [];
  const recipients = new Set<string>();
  /** How many mails until the process is killed: before the server has answered (odd) or after (even). */
  const killAt = [5, 12];
  let kills = 0;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, session, callback) {
      for (const { address } of session.envelope.rcptTo) recipients.add(address);
      let text = '';
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
      stream.on('end', () => {
        keys.push(/^Idempotency-Key: (.*?)\r?$/m.exec(text)?.[1] ?? 'none');
        const now = killAt.includes(keys.length);
        if (now) kills += 1;
        if (now && keys.length % 2 === 1) child?.kill('SIGKILL');
        callback();
        if (now && keys.length % 2 === 0) setImmediate(() => child?.kill('SIGKILL'));
      });
    },
  });
  // Connections of a process that was killed end without a word.
  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  closing.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const smtp = `smtp://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  const url = `sqlite:${join(folder, 'log.db')}`;
  const log = await openLog(url);
  closing.push(() => log.close());
  closing.push(() => child?.kill('SIGKILL'));

  async function start(): Promise<number> {
    const main = fileURLToPath(new URL('../src/main.ts', import.meta.url));
    const env = { TESSERA_LOG: url, TESSERA_DATA: folder, TESSERA_INTERNAL_TOKEN: 't', TESSERA_SMTP_URL: smtp };
    child = fork(main, [], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: {
        PATH: process.env['PATH'],
        NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
        TESSERA_LOG_LEVEL: 'silent',
        PORT: '0',
        ...env,
      },
    });
    const [{ port }] = (await once(child, 'message')) as [{ port: number }];
    return port;
  }

  interface Status {
    readonly effects?: { readonly role: string; readonly position: number; readonly parked: readonly unknown[] };
  }
  async function statusUntil(port: number, holds: (status: Status) => boolean): Promise<Status | undefined> {
    for (;;) {
      if (child?.exitCode !== null || child.signalCode !== null) return undefined;
      const response = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined);
      const status = response === undefined ? {} : ((await response.json()) as Status);
      if (holds(status)) return status;
      await delay(20);
    }
  }

  let port = await start();
  await statusUntil(port, ({ effects }) => effects?.role === 'owner');
  const line = { line: 1, sku: 'P', name: 'Part', quantity: 1, unitPrice: 100, amount: 100 };
  let head = 0;
  for (let i = 0; i < orderCount; i++) {
    const customer = { id: 'ada', name: 'Ada' };
    const placed = {
      orderId: `o-${i}`,
      number: `BW-${i}`,
      customer,
      lines: [line],
      total: 100,
      currency: 'EUR',
      note: null,
      email: 'ada.marsh@northfield.example',
    };
    const result = await log.append(`ev.orders.order.o-${i}`, [
      { type: 'OrderPlaced', version: 2, data: placed },
      { type: 'OrderConfirmed', data: { orderId: `o-${i}` } },
    ]);
    if (result.ok) head = result.commit.position;
  }
  // Placed before orders had addresses: nobody is written to, and nothing is parked.
  const former = {
    orderId: 'o-former',
    number: 'BW-F',
    customer: { id: 'ada', name: 'Ada' },
    lines: [line],
    total: 100,
  };
  const result = await log.append('ev.orders.order.o-former', [
    { type: 'OrderPlaced', version: 1, data: { ...former, currency: 'EUR', note: null } },
    { type: 'OrderConfirmed', data: { orderId: 'o-former' } },
  ]);
  if (result.ok) head = result.commit.position;
  let status: Status | undefined;
  for (;;) {
    status = await statusUntil(port, ({ effects }) => (effects?.position ?? 0) >= head);
    if (status !== undefined) break;
    port = await start();
  }
  expect(kills).toBe(2);
  expect(status.effects?.parked).toEqual([]);
  expect(new Set(keys).size).toBe(orderCount);
  expect(keys).not.toContain('none');
  expect([...recipients]).toEqual(['ada.marsh@northfield.example']);
  // At most what was under way when it died: four connections each time.
  expect(keys.length).toBeLessThanOrEqual(orderCount + kills * 8);
});
