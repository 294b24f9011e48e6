/** Another process (a backup, somebody with a database tool) holds the lock of a view's file while the service runs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { pino } from 'pino';
import { afterEach, expect, it, vi } from 'vitest';
import { projection, type ServiceDefinition } from '../index.ts';
import { eventually, httpClient, token } from '../sample/http-client.ts';
import { shop, type SaleDocument } from '../sample/shop.ts';
import { temporaryFolders } from '../sample/temporary-folders.ts';
import { startServiceHost } from './index.ts';

const folders = temporaryFolders();
afterEach(() => {
  vi.restoreAllMocks();
  folders.clear();
});

/** The view that is locked is not the first to be written. */
const service: ServiceDefinition = {
  ...shop,
  projections: {
    sold: projection<Pick<SaleDocument, 'id'>>({
      type: 'Sale',
      on: { Sold: (docs, { streamId: id }) => docs.put(id, { id }) },
    }),
    ...shop.projections,
  },
};

/** Resolves when another process has the lock; call the answer to end that. */
async function lock(file: string): Promise<() => Promise<unknown>> {
  const code = `const { DatabaseSync } = require('node:sqlite');
    new DatabaseSync(process.argv[1]).exec('BEGIN IMMEDIATE');
    process.stdout.write('locked');
    process.stdin.resume().once('end', () => process.exit());`;
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '-e', code, file]);
  const ended = once(child, 'exit');
  await once(child.stdout, 'data');
  return () => (child.stdin.end(), ended);
}

it('queries are answered and the event loop goes on; nothing is half written; folding goes on when it is released', async () => {
  const data = folders.make();
  const host = await startServiceHost(service, {
    log: `sqlite:${join(data, 'log.db')}`,
    data,
    token,
    policies: false,
    logger: pino({ level: 'silent' }),
  });
  await host.whenReady;
  const client = httpClient(host.url);
  await client.sell('s1');
  const views = join(data, 'services', 'shop', 'views');
  const fileOf = (view: string): string =>
    join(
      views,
      readdirSync(views).find((name) => name.startsWith(`${view}.`) && name.endsWith('.db'))!,
    );
  const written = (view: string): number => {
    const database = new DatabaseSync(fileOf(view), { readOnly: true });
    const { position } = database.prepare('SELECT position FROM state').get() as { position: number };
    database.close();
    return position;
  };
  const before = written('sales');

  /** How long SQLite was allowed to wait, of each attempt to write that was refused. */
  const waits: number[] = [];
  const { exec } = DatabaseSync.prototype;
  vi.spyOn(DatabaseSync.prototype, 'exec').mockImplementation(function (this: DatabaseSync, sql: string) {
    try {
      exec.call(this, sql);
    } catch (error) {
      if (sql.startsWith('BEGIN')) waits.push(Number(this.prepare('PRAGMA busy_timeout').get()!['timeout']));
      throw error;
    }
  });
  const release = await lock(fileOf('sales'));
  const selling = client.sell('s2');
  // The loop turns, and answers, while it is tried again and again.
  let beats = 0;
  const heart = setInterval(() => (beats += 1), 1);
  for (let asked = 0; asked < 20 || waits.length < 5 || beats < 20; asked++) {
    const { data: seen } = await client.graphql({ query: '{ sale(id: "s1") { id } next: sale(id: "s2") { id } }' });
    expect(seen).toEqual({ sale: { id: 's1' }, next: null });
  }
  clearInterval(heart);
  expect(new Set(waits)).toEqual(new Set([0]));
  expect([written('sold'), written('sales')]).toEqual([before, before]);
  // Recorded, whatever becomes of the view.
  expect(await selling).toMatchObject({ problem: null, position: expect.any(String) as string });
  await eventually(
    async () => ((await (await client.get('/readyz')).json()) as { failing?: string }).failing,
    (failing) => failing?.includes('sales') === true && failing.includes('locked by another process'),
  );

  await release();
  const { data: page } = await eventually(
    () => client.graphql<{ sales: { total: number } }>({ query: '{ sales(buyer: "ada") { total items { id } } }' }),
    ({ data: answer }) => answer?.sales.total === 2,
  );
  expect(page).toMatchObject({ sales: { items: [{ id: 's1' }, { id: 's2' }] } });
  expect(written('sold')).toBe(written('sales'));
  expect(await (await client.get('/readyz')).json()).not.toHaveProperty('failing');
  await host.close();
});
