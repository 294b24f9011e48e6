/**
 * Proof "erase-then-rebuild": a person orders, is erased, and is nowhere any more: not in the log, the read stores, their
 * write-ahead logs, exports, backups, output; nor are the bytes of the keys. Real processes, real files.
 *
 * Two replicas of orders: one is up, the other down while it happens. In every second round whoever erases is killed
 * between recording it and destroying the keys. `npm run proof -- erase-then-rebuild [--rounds n] [--orders n]`
 */
import { execFile } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openSqliteLog } from '@tessera/event-log/sqlite';
import { recordErasure, type User } from '@tessera/service-kit';
import { startOrders, type OrdersProcess } from './erasure/orders-process.ts';
import { findTraces } from './erasure/traces.ts';

export const suite = 'log';

export interface EraseOptions {
  readonly rounds?: number;
  /** Of the person, and as many of somebody else. */
  readonly orders?: number;
}

const tessera = fileURLToPath(new URL('../../../packages/cli/bin/tessera.mjs', import.meta.url));
const person: User = {
  id: 'usr_7f3a',
  name: 'Zebulon Quixwater',
  email: 'z.quixwater@mossgate.example',
  roles: ['customer'],
};
const other: User = { id: 'usr_90b1', name: 'Ottoline Fernsby', roles: ['customer'] };
const staff: User = { id: 'usr_staff', name: 'Sam Till', roles: ['staff'] };
const note = 'Beside the heron of Mossgate';
const texts = [person.name, 'Zebulon', 'Quixwater', note, 'Mossgate', 'quixwater@mossgate'];

export async function run({ rounds = 4, orders = 40 }: EraseOptions = {}) {
  const results = [];
  for (let round = 0; round < rounds; round++) results.push(await eraseOnce(orders, round % 2 === 1));
  const problems = results.flatMap(({ problems: found }) => found);
  return {
    name: 'erase-then-rebuild',
    rounds,
    orders,
    tracesBefore: Math.min(...results.map(({ before }) => before)),
    tracesAfter: results.reduce((sum, { after }) => sum + after, 0),
    eraseMs: results.map(({ ms }) => ms),
    problems,
    ok: problems.length === 0,
  };
}

/** `interrupted`: the erasure is recorded, and nobody destroys the keys but the replicas that read of it. */
export async function eraseOnce(count: number, interrupted: boolean) {
  const root = mkdtempSync(join(tmpdir(), 'tessera-erase-'));
  const at = (...path: string[]) => join(root, ...path);
  const log = at('log.db');
  const keys = at('keys', 'keys.db');
  const problems: string[] = [];
  const running: OrdersProcess[] = [];
  const expect = (holds: boolean, what: string): void => void (holds || problems.push(what));
  const start = async (data: string, from = log, opened = keys): Promise<OrdersProcess> => {
    const orders = await startOrders({ log: from, data: at(data), keys: opened });
    running.push(orders);
    return orders;
  };

  try {
    await addProduct(log);
    const [first, second] = [await start('one'), await start('two')];
    for (let i = 0; i < count; i++) await Promise.all([person, other].map((who) => place(first, who, i)));
    const shown = await look(first);
    expect(
      shown.named === count && shown.others === count && shown.found === count,
      `before: ${JSON.stringify(shown)}`,
    );

    // Taken before: a backup of the log and of the keys, an export.
    mkdirSync(at('backup'));
    const source = new DatabaseSync(log, { readOnly: true });
    await backup(source, at('backup', 'log.db'));
    source.close();
    const keyFile = new DatabaseSync(keys, { readOnly: true });
    const secret = keyFile.prepare('SELECT key FROM keys WHERE subject = ?').all(person.id);
    const keyBytes = secret.map(({ key }) => Buffer.from(key as Uint8Array));
    await backup(keyFile, `${root}-keys.db`);
    keyFile.close();
    await export_(log, at('backup', 'export.jsonl'));
    const outside = [findTraces(at('backup'), texts, keyBytes), findTraces(at('one', 'logs'), texts, keyBytes)].flat();
    expect(outside.length === 0, `in the open before: ${JSON.stringify(outside)}`);
    const before = findTraces(root, texts, keyBytes).length;
    expect(before > 0 && keyBytes.length === 1, 'nothing was found before: the search is broken');

    await second.stop('SIGKILL');
    const started = performance.now();
    const position = interrupted ? await recordOnly(log) : await eraseByCommand(root, log, keys, [first.url], problems);
    while ((await first.erasedUpTo()) !== position) await delay(20);
    const ms = Math.round(performance.now() - started);
    const erasedNow = await look(first);
    expect(isWithout(erasedNow, count), `after: ${JSON.stringify(erasedNow)}`);

    const late = await start('two');
    expect((await late.erasedUpTo()) === position, 'the replica that was down has not purged at its start');
    expect(isWithout(await look(late), count), 'the replica that was down shows the person');
    const same = JSON.stringify(await everything(first)) === JSON.stringify(await everything(late));
    expect(same, 'the replicas show different documents');
    const after = findTraces(root, texts, keyBytes);
    problems.push(...after.map(({ file, what }) => `${what} is in ${file}`));

    // A store folded from nothing is the one that was purged.
    const purged = JSON.stringify(await everything(first));
    await first.stop();
    rmSync(at('one', 'services'), { recursive: true });
    const rebuilt = await start('one');
    expect(JSON.stringify(await everything(rebuilt)) === purged, 'a rebuild shows something else');

    // Older files come back: the log of before with the keys of today, and the keys of before with the log of today.
    mkdirSync(at('restored'));
    copyFileSync(at('backup', 'log.db'), at('restored', 'log.db'));
    const restored = await start('restored', at('restored', 'log.db'));
    expect(isWithout(await look(restored), count), 'a restored log shows the person');
    copyFileSync(`${root}-keys.db`, at('restored', 'keys.db'));
    const oldKeys = await start('again', log, at('restored', 'keys.db'));
    expect(isWithout(await look(oldKeys), count), 'restored keys show the person');
    const traces = findTraces(root, texts, keyBytes);
    problems.push(...traces.map(({ file, what }) => `after restoring, ${what} is in ${file}`));
    return { before, after: after.length + traces.length, ms, problems };
  } finally {
    await Promise.all(running.map((orders) => orders.stop('SIGKILL')));
    rmSync(root, { recursive: true, force: true });
    rmSync(`${root}-keys.db`, { force: true });
  }
}

async function addProduct(path: string): Promise<void> {
  const log = await openSqliteLog({ path });
  const product = { sku: 'PMP-1', name: 'Pump', category: 'Pumps', description: '', unitPrice: 500, currency: 'EUR' };
  const data = { ...product, attributes: [], by: { id: 'usr_cat', name: { $erased: true } } };
  await log.append('ev.catalog.product.PMP-1', [{ type: 'ProductAdded', data }]);
  await log.close();
}

async function place(orders: OrdersProcess, who: User, i: number): Promise<void> {
  const input = {
    commandId: `c${who.id}${i}`,
    lines: [{ sku: 'PMP-1', quantity: i + 1 }],
    note: who === person ? note : 'x',
  };
  const text = 'mutation ($input: PlaceOrderInput!) { placeOrder(input: $input) { problem { code message } } }';
  const { placeOrder } = await orders.ask(who, text, { input });
  const { problem } = placeOrder as { problem: unknown };
  if (problem) throw new Error(JSON.stringify(problem));
}

interface Row {
  readonly customer: { readonly id: string; readonly name: string | null };
  readonly note: string | null;
  readonly history: readonly { readonly by: string | null }[];
}

const fields = 'items { id number total note version updatedAt customer { id name } history { status at by } }';

async function everything(orders: OrdersProcess): Promise<readonly Row[]> {
  const { all } = await orders.ask(staff, `{ all: orders(first: 200) { ${fields} } }`);
  return (all as { items: readonly Row[] }).items;
}

async function look(orders: OrdersProcess) {
  const rows = await everything(orders);
  const search = await orders.ask(
    staff,
    '{ zeb: orders(search: "zebul") { total } ott: orders(search: "ottol") { total } }',
  );
  const own = rows.filter(({ customer }) => customer.id === person.id);
  return {
    orders: own.length,
    named: own.filter(({ customer, note: text, history }) => customer.name ?? text ?? history[0]?.by).length,
    others: rows.filter(({ customer }) => customer.name === other.name).length,
    found: (search['zeb'] as { total: number }).total,
    othersFound: (search['ott'] as { total: number }).total,
  };
}

/** Every order is still there; of the person only the id. */
function isWithout(seen: Awaited<ReturnType<typeof look>>, count: number): boolean {
  const { orders, named, others, found, othersFound } = seen;
  return orders === count && named === 0 && others === count && found === 0 && othersFound === count;
}

async function recordOnly(path: string): Promise<number> {
  const log = await openSqliteLog({ path });
  const position = await recordErasure(log, { subject: person.id });
  await log.close();
  return position;
}

/** Twice: the second time changes nothing. */
async function eraseByCommand(data: string, log: string, keys: string, urls: string[], problems: string[]) {
  const args = ['events', 'erase', person.id, '--reason', 'request', '--yes', '--json', '--data', data, '--log', log];
  const replicas = urls.flatMap((url) => ['--replica', url]);
  const once = async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [tessera, ...args, '--keys', keys, ...replicas]);
    return JSON.parse(stdout) as { position: number; acknowledged: string[]; missing: string[] };
  };
  const [told, again] = [await once(), await once()];
  if (told.acknowledged.length !== urls.length) problems.push(`not acknowledged: ${JSON.stringify(told)}`);
  if (again.position !== told.position) problems.push(`erased twice: ${JSON.stringify([told, again])}`);
  return told.position;
}

async function export_(path: string, file: string): Promise<void> {
  const { exportLog } = await import('@tessera/event-log/transfer');
  const log = await openSqliteLog({ path });
  const lines: string[] = [];
  for await (const line of exportLog(log)) lines.push(line);
  await log.close();
  writeFileSync(file, lines.join('\n'));
  if (!readFileSync(file, 'utf8').includes('$sealed')) throw new Error('the export holds no sealed value');
}
