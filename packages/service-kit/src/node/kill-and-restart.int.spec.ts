/** `kill -9` of a service's process while it records: nothing acknowledged is lost, and the read store is never torn. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openLog } from '@tessera/event-log/open';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { fold } from '../testing/index.ts';
import { eventually, httpClient, token } from '../sample/http-client.ts';
import { shop } from '../sample/shop.ts';
import { temporaryFolders } from '../sample/temporary-folders.ts';

const folders = temporaryFolders();
const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child, 'SIGKILL');
  folders.clear();
});

async function run(name: 'shop' | 'depot', folder: string) {
  const main = fileURLToPath(new URL(`../sample/run-${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [main], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      TESSERA_LOG: `sqlite:${join(folder, 'log.db')}`,
      TESSERA_DATA: folder,
      TESSERA_INTERNAL_TOKEN: token,
      PORT: '0',
    },
  });
  children.push(child);
  const [message] = (await once(child, 'message')) as [{ kind: string; port: number }];
  expect(message.kind).toBe('listening');
  const client = httpClient(`http://127.0.0.1:${message.port}`);
  await eventually(
    async () => (await client.get('/readyz')).status,
    (status) => status === 200,
  );
  return { ...client, child };
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const gone = once(child, 'exit');
  child.kill(signal);
  const [code] = (await gone) as [number | null];
  return code;
}

/** What the read store says, without the service: its position and its documents. */
function readStore(folder: string): { position: number; documents: Map<string, unknown> } {
  const database = new DatabaseSync(join(folder, 'services/shop/views/sales.1.db'), { readOnly: true });
  const { position } = database.prepare('SELECT position FROM state').get() as { position: number };
  const rows = database.prepare('SELECT key, doc FROM documents').all();
  database.close();
  return { position, documents: new Map(rows.map(({ key, doc }) => [key as string, JSON.parse(doc as string)])) };
}

/** The same from the log alone, up to a position. */
async function foldedFromLog(folder: string, upTo: number): Promise<Map<string, unknown>> {
  const log = await openLog(`sqlite:${join(folder, 'log.db')}`);
  const stop = new AbortController();
  const head = await log.head();
  const documents = new Map<string, unknown>();
  for await (const item of log.subscribe({ filter: ['ev.shop.sale.*'] }, stop.signal)) {
    if (item.kind === 'progress') {
      if (item.position >= head) stop.abort();
      continue;
    }
    const { commit } = item;
    if (commit.position > upTo) continue;
    const [event] = commit.events;
    const id = commit.stream.split('.').at(-1)!;
    const [[, document]] = [...fold<{ id: string }>(shop, 'sales', [{ type: event!.type, id, data: event!.data }])] as [
      [string, object],
    ];
    documents.set(id, { ...document, version: `${log.epoch}.${commit.position.toString(36)}` });
  }
  await log.close();
  return documents;
}

describe('a process that is killed', () => {
  it('has lost nothing acknowledged and left no torn store, round after round', async () => {
    const folder = folders.make();
    const acknowledged = new Set<string>();
    for (let round = 0; round < 4; round++) {
      const service = await run('shop', folder);
      const goal = acknowledged.size + 30 + round * 17;
      let stopped = false;
      const writers = Array.from({ length: 8 }, async (_, writer) => {
        for (let i = 0; !stopped; i++) {
          const id = `r${round}w${writer}i${i}`;
          const sold = await service.sell(id).catch(() => undefined);
          if (sold?.position) acknowledged.add(id);
          else return;
        }
      });
      await eventually(
        () => acknowledged.size,
        (size) => size >= goal,
      );
      await kill(service.child, 'SIGKILL');
      stopped = true;
      await Promise.all(writers);

      const { position, documents } = readStore(folder);
      expect(documents).toEqual(await foldedFromLog(folder, position));
    }
    const service = await run('shop', folder);
    const { documents } = await service.documents('sales');
    const keys = new Set(documents.map(([key]) => key));
    expect([...acknowledged].filter((id) => !keys.has(id))).toEqual([]);
    expect(new Map(documents)).toEqual(await foldedFromLog(folder, Infinity));
    // The same commands again, after all of it: nothing changes.
    const [id] = acknowledged;
    expect((await service.sell(id!)).duplicate).toBe(true);
  });

  it('that ran policies is continued by its successor', async () => {
    const folder = folders.make();
    const shopService = await run('shop', folder);
    let depotService = await run('depot', folder);
    await depotService.graphql({ query: 'mutation { fill(commandId: "f", item: "bolt", quantity: 1000) }' });
    const selling = (async () => {
      for (let i = 0; i < 60; i++) await shopService.sell(`s${i}`);
    })();
    await eventually(
      async () => (await shopService.documents('sales')).documents.length,
      (count) => count > 20,
    );
    await kill(depotService.child, 'SIGKILL');
    await selling;
    depotService = await run('depot', folder);
    await eventually(
      async () => (await shopService.documents('sales')).documents.map(([, doc]) => (doc as { status: string }).status),
      (all) => all.length === 60 && all.every((status) => status === 'SHIPPED'),
    );
    const { data } = await depotService.graphql({ query: '{ shelf(item: "bolt") { left } }' });
    expect(data).toEqual({ shelf: { left: 940 } });
  });
});

it('ends in order on SIGTERM, and when its parent is gone', async () => {
  const folder = folders.make();
  const first = await run('shop', folder);
  const feed = await first.feed();
  await feed.next();
  await first.sell('s1');
  expect(await kill(first.child, 'SIGTERM')).toBe(0);
  const second = await run('shop', folder);
  expect((await second.documents('sales')).documents).toHaveLength(1);
  const gone = once(second.child, 'exit');
  second.child.disconnect();
  expect((await gone)[0]).toBe(0);
});

it('says what is missing when it cannot start', async () => {
  const main = fileURLToPath(new URL('../sample/run-shop.ts', import.meta.url));
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'] },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(1);
  expect(output).toContain('TESSERA_LOG is not set');
});
