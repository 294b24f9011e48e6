/** Another process holds the lock of a view's file, or reads it, while somebody is erased. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { EventLog } from '@tessera/event-log';
import { openLog } from '@tessera/event-log/open';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { recordErasure } from '../index.ts';
import { hotel } from '../sample/hotel.ts';
import { eventually, httpClient, token } from '../sample/http-client.ts';
import { temporaryFolders } from '../sample/temporary-folders.ts';
import { startServiceHost, type ServiceHost } from './index.ts';

const folders = temporaryFolders();
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  folders.clear();
});

/** Counts how often the log is read from its beginning. */
function counting(log: EventLog) {
  const passes = { count: 0 };
  const counted: EventLog = {
    ...log,
    subscribe(options, signal) {
      if (options.after === undefined || options.after === 0) passes.count += 1;
      return log.subscribe(options, signal);
    },
  };
  return { counted, passes };
}

async function stage() {
  const data = folders.make();
  const log = await openLog(`sqlite:${join(data, 'log.db')}`);
  closing.push(() => log.close());
  const { counted, passes } = counting(log);
  const start = async (): Promise<ServiceHost> => {
    const host = await startServiceHost(hotel, {
      log: counted,
      data,
      keys: join(data, 'keys', 'keys.db'),
      token,
      policies: false,
      logger: pino({ level: 'silent' }),
    });
    await host.whenReady;
    return host;
  };
  const views = join(data, 'services', 'hotel', 'views');
  const traces = (text: string): string[] =>
    readdirSync(views).filter((name) => readFileSync(join(views, name)).includes(text));
  const viewFile = (): string =>
    join(
      views,
      readdirSync(views).find((name) => /^guests\..*\.db$/.test(name))!,
    );
  return { log, passes, start, traces, viewFile, readFile: join(data, 'services', 'hotel', 'read.db') };
}

/** Whether something is still to be wiped, whoever does it. */
function isOwed(readFile: string): boolean {
  const file = new DatabaseSync(readFile, { readOnly: true });
  const found = file.prepare("SELECT 1 FROM meta WHERE key = 'forgetting'").get();
  file.close();
  return found !== undefined;
}

const status = async ({ url }: ServiceHost) =>
  (await (await httpClient(url).get('/readyz')).json()) as { failing?: string; erasures: { position: number } };

it('what was begun is gone on with, not repeated, and ends complete once the file is free', async () => {
  const { log, passes, start, traces, viewFile, readFile } = await stage();
  const host = await start();
  closing.push(() => host.close());
  const arrive = (id: string) => httpClient(host.url).graphql({ query: `mutation { arrive(id: "${id}") }` });
  await arrive('Zebulon');
  await eventually(
    () => httpClient(host.url).documents('guests'),
    ({ documents }) => documents.length === 1,
  );
  expect(traces('"name":"Zebulon"')).not.toEqual([]);
  const before = passes.count;

  const other = new DatabaseSync(viewFile());
  other.exec('BEGIN IMMEDIATE');
  const position = await recordErasure(log, { subject: 'Zebulon' });
  await eventually(
    () => status(host),
    ({ failing }) => failing?.includes('locked by another process') === true,
  );
  expect((await status(host)).erasures.position).toBe(0);
  expect(isOwed(readFile)).toBe(true);
  other.exec('ROLLBACK');
  other.close();
  await eventually(
    () => status(host),
    ({ erasures }) => erasures.position === position,
  );
  expect(isOwed(readFile)).toBe(false);
  expect(passes.count - before).toBe(1);
  expect((await httpClient(host.url).documents('guests')).documents).toMatchObject([
    [expect.anything(), { name: null }],
  ]);
  expect(traces('"name":"Zebulon"')).toEqual([]);
  // Life goes on.
  await arrive('Ottoline');
  await eventually(
    () => httpClient(host.url).documents('guests'),
    ({ documents }) => documents.length === 2,
  );
  expect((await status(host)).failing).toBeUndefined();
});

it('a replica that ended before everything was wiped does so when it starts again', async () => {
  const { start, readFile } = await stage();
  await (await start()).close();
  const file = new DatabaseSync(readFile);
  file.exec("INSERT INTO meta VALUES ('forgetting', 'owed')");
  file.close();
  const host = await start();
  closing.push(() => host.close());
  await eventually(
    () => isOwed(readFile),
    (still) => !still,
  );
});
