/** An effect that failed for good, on a real host: seen in `/readyz`, made after all when somebody wants it, or never. */
import { join } from 'node:path';
import { openLog } from '@tessera/event-log/open';
import { pino } from 'pino';
import { afterEach, expect, it } from 'vitest';
import { eventually, httpClient, token } from '../sample/http-client.ts';
import { parkingLot } from '../sample/parking-lot.ts';
import { temporaryFolders } from '../sample/temporary-folders.ts';
import { startServiceHost } from './service-host.ts';

const folders = temporaryFolders();
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
  folders.clear();
});

interface Status {
  readonly effects?: {
    readonly role: string;
    readonly parked: readonly { readonly id: string; readonly reason: string }[];
  };
}

it('a parked effect is visible, retried and dropped by its id', async () => {
  const folder = folders.make();
  const url = `sqlite:${join(folder, 'log.db')}`;
  let closed = true;
  const letters: string[] = [];
  const lines: string[] = [];
  const post = {
    waits: [],
    async make(request: object, { key }: { readonly key: string }) {
      if (closed) throw new Error('the post office is closed');
      letters.push(`${(request as { readonly to: string }).to} ${key}`);
    },
  };
  const host = await startServiceHost(parkingLot, {
    log: url,
    data: folder,
    token,
    logger: pino({ level: 'error' }, { write: (line: string) => void lines.push(line) }),
    effects: { post },
  });
  closing.push(() => host.close());
  const client = httpClient(host.url);
  const status = async () => (await (await client.get('/readyz')).json()) as Status;
  await eventually(status, ({ effects }) => effects?.role === 'owner');
  const log = await openLog(url);
  closing.push(() => log.close());
  for (const plate of ['A', 'B'])
    await log.append(`ev.lot.car.${plate}`, [{ type: 'Overdue', data: { plate, since: 'noon', why: '' } }]);
  const { effects } = await eventually(status, (now) => now.effects?.parked.length === 2);
  const [first, second] = effects!.parked;
  expect(first?.reason).toBe('Error: the post office is closed');
  await eventually(
    () => lines.length,
    (count) => count === 2,
  );
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { policy: 'warn', type: 'Overdue', event: expect.any(String), reason: first?.reason },
    { policy: 'warn', type: 'Overdue' },
  ]);
  closed = false;
  expect((await client.post('/admin/reactions/retry', { id: first!.id })).status).toBe(202);
  expect((await client.post('/admin/reactions/drop', { id: second!.id })).status).toBe(202);
  expect((await client.post('/admin/reactions/retry', { id: second!.id })).status).toBe(404);
  await eventually(
    () => letters.length,
    (count) => count === 1,
  );
  await eventually(status, (now) => now.effects?.parked.length === 0);
  expect(letters).toHaveLength(1);
  const none = await client.post('/admin/parked/retry', { projection: 'warn' });
  expect([none.status, await none.json()]).toEqual([404, expect.objectContaining({ code: 'NOT_PARKED' })]);
});

it('a host whose definition needs a port that nobody brought says so', async () => {
  const options = { log: 'memory:', data: folders.make(), token };
  await expect(startServiceHost(parkingLot, options)).rejects.toThrow('needs the port "post"');
});
