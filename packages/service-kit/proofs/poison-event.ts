/**
 * Proof "poison-event": random histories in which some events cannot be folded, random decisions about them (retry before
 * and after the code was mended, drop), restarts, and a second replica that folds it all later, with mended code. After each
 * history both have the documents of a fold that never failed, without the dropped events; nothing is parked; and while
 * events were parked, everything that had nothing to do with them went on.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { openSqliteLog } from '@tessera/event-log/sqlite';
import { pino } from 'pino';
import { z } from 'zod';
import { defineService, event, projection, type ServiceDefinition } from '../src/index.ts';
import { startServiceHost, type ServiceHost } from '../src/node/index.ts';
import { httpClient, staff, token } from '../src/sample/http-client.ts';
import { createRandom } from '../src/simulation/random.ts';

export const suite = 'log';

export interface PoisonEventOptions {
  readonly histories?: number;
  readonly events?: number;
  readonly seed?: number;
}

export interface PoisonEventResult {
  readonly name: 'poison-event';
  readonly seed: number;
  readonly histories: number;
  readonly events: number;
  readonly poisoned: number;
  /** Events that waited behind one that failed, at the end of each history, before they were decided about. */
  readonly waited: number;
  readonly retries: number;
  readonly drops: number;
  /** Histories after which a replica differs from the fold that never failed. */
  readonly different: number;
  /** Documents that had nothing to do with a parked event and did not move on. */
  readonly heldUp: number;
  readonly ok: boolean;
}

interface Noted {
  readonly on: string;
  readonly text: string;
  readonly poison: boolean;
}

interface Parked {
  readonly projection: string;
  readonly event: string;
  readonly waits: boolean;
}

/** What the fold calls: mended by a deploy that does not change the fold itself. */
const helper = { broken: true };

const notes: ServiceDefinition = defineService({
  name: 'notes',
  schema: 'type Query { nothing: String } type Note { id: ID! texts: [String!]! }',
  events: { Noted: event(1, z.object({ on: z.string(), text: z.string(), poison: z.boolean() })) },
  projections: {
    notes: projection<{ readonly id: string; readonly texts: readonly string[] }>({
      type: 'Note',
      on: {
        Noted: (docs, e) => {
          const { on, text, poison } = e.data as unknown as Noted;
          const was = docs.get(on) ?? { id: on, texts: [] };
          if (poison && helper.broken) throw new Error('cannot be folded');
          docs.put(on, { id: on, texts: [...was.texts, text] });
        },
      },
    }),
  },
  resolvers: { Query: { nothing: () => null } },
});

export async function run(options: PoisonEventOptions = {}): Promise<PoisonEventResult> {
  const { histories = 40, events = 150, seed = 1 } = options;
  const totals = { poisoned: 0, waited: 0, retries: 0, drops: 0, different: 0, heldUp: 0 };
  for (let history = 0; history < histories; history++) {
    const one = await runHistory(createRandom(seed + history).next, events);
    for (const key of Object.keys(totals) as (keyof typeof totals)[]) totals[key] += one[key];
  }
  const ok = totals.different === 0 && totals.heldUp === 0 && totals.poisoned > 0;
  return { name: 'poison-event', seed, histories, events, ...totals, ok };
}

async function runHistory(random: () => number, events: number) {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-poison-'));
  const log = await openSqliteLog({ path: join(folder, 'log.db') });
  const hosts = new Set<ServiceHost>();
  const start = async (replica?: string) => {
    const more = replica === undefined ? {} : { replica };
    const logger = pino({ level: 'silent' });
    const host = await startServiceHost(notes, { log, data: folder, token, logger, ...more });
    hosts.add(host);
    await host.whenReady;
    return Object.assign(httpClient(host.url), { host });
  };
  const stop = async (host: ServiceHost): Promise<void> => {
    hosts.delete(host);
    await host.close();
  };
  const below = (limit: number): number => Math.floor(random() * limit);
  const recorded: (Noted & { readonly id: string; readonly stream: string })[] = [];
  const dropped = new Set<string>();
  const counts = { poisoned: 0, waited: 0, retries: 0, drops: 0, different: 0, heldUp: 0 };
  helper.broken = true;
  try {
    let one = await start();
    const parkedOf = (): readonly Parked[] => one.host.runtime.folder.parked();
    for (let i = 0; i < events; i++) {
      const [on, stream] = [`d${below(12)}`, `ev.notes.note.s${below(12)}`];
      const data = { on, text: `t${i}`, poison: random() < 0.06 };
      const result = await log.append(stream, [{ type: 'Noted', data }]);
      if (!result.ok) throw new Error('a conflict without an expectation');
      recorded.push({ ...data, id: result.commit.events[0]!.id, stream });
      if (data.poison) counts.poisoned += 1;
      const roots = parkedOf().filter(({ waits }) => !waits);
      if (roots.length > 0 && random() < 0.05) {
        const { event: id } = roots[below(roots.length)]!;
        const drop = random() < 0.5;
        // A retry of what is still broken changes nothing.
        const path = drop ? '/admin/parked/drop' : '/admin/parked/retry';
        await one.post(path, { projection: 'notes', event: id, ...(drop ? { reason: 'a proof' } : {}) }, staff);
        if (drop) dropped.add(id);
        counts[drop ? 'drops' : 'retries'] += 1;
      }
      if (random() < 0.02) {
        await stop(one.host);
        one = await start();
      }
    }
    const head = await log.head();
    await one.host.runtime.until(head, Infinity);
    counts.waited += parkedOf().filter(({ waits }) => waits).length;
    const apart = untouched(recorded, new Set(parkedOf().map(({ event: id }) => id)));
    const now = new Map((await one.documents('notes')).documents);
    for (const key of apart)
      if (!isDeepStrictEqual(now.get(key), expected(recorded, dropped).get(key))) counts.heldUp += 1;

    helper.broken = false;
    if (parkedOf().length > 0) {
      await one.post('/admin/parked/retry', { projection: 'notes' }, staff);
      counts.retries += 1;
    }
    const two = await start('2');
    const end = await log.head();
    for (const { host, documents } of [one, two]) {
      await host.runtime.until(end, Infinity);
      const same = isDeepStrictEqual(new Map((await documents('notes')).documents), expected(recorded, dropped));
      if (!same || host.runtime.folder.parked().length > 0) counts.different += 1;
    }
    return counts;
  } finally {
    for (const host of hosts) await host.close();
    await log.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function expected(recorded: readonly (Noted & { readonly id: string })[], dropped: ReadonlySet<string>) {
  const documents = new Map<string, object>();
  for (const { on, text, id } of recorded) {
    if (dropped.has(id)) continue;
    const was = documents.get(on) as { texts: string[] } | undefined;
    documents.set(on, { id: on, texts: [...(was?.texts ?? []), text] });
  }
  return documents;
}

/** Documents that neither a parked event nor its stream has to do with. */
function untouched(
  recorded: readonly (Noted & { readonly id: string; readonly stream: string })[],
  parked: ReadonlySet<string>,
): string[] {
  const concerned = new Set(recorded.filter(({ id }) => parked.has(id)).map(({ on }) => on));
  return [...new Set(recorded.map(({ on }) => on))].filter((on) => !concerned.has(on));
}
