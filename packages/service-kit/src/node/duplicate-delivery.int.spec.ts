/**
 * On JetStream, over a network that breaks: commands are sent twice, to two replicas, and what is recorded is delivered
 * more than once. The shelf tells: it counts what is taken from it, and a part that is taken twice is missing.
 */
import type { EventLog, LogItem } from '@tessera/event-log';
import { findNatsServer, startNatsServers, type NatsServers } from '@tessera/event-log/nats-servers';
import { openLog } from '@tessera/event-log/open';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ServiceDefinition } from '../index.ts';
import { depot } from '../sample/depot.ts';
import { eventually, httpClient, token } from '../sample/http-client.ts';
import { shop } from '../sample/shop.ts';
import { temporaryFolders } from '../sample/temporary-folders.ts';
import { startLink, type Link } from './keys/link.fixture.ts';
import { startServiceHost } from './service-host.ts';

const folders = temporaryFolders();
const closing: (() => Promise<unknown>)[] = [];

/** Every commit comes twice, and every fifth brings the four before it once more. */
function redelivering(log: EventLog): EventLog {
  return {
    ...log,
    async *subscribe(options, signal) {
      let recent: LogItem[] = [];
      for await (const item of log.subscribe(options, signal)) {
        yield item;
        if (item.kind !== 'commit') continue;
        yield item;
        recent.push(item);
        if (recent.length < 5) continue;
        yield* recent;
        recent = [];
      }
    },
  };
}

/** Counts events by their type in `again`, each time a subscription is through with a commit that it had been given before. */
function countingAgain(log: EventLog, again: Map<string, number>): EventLog {
  return {
    ...log,
    async *subscribe(options, signal) {
      const seen = new Set<number>();
      for await (const item of log.subscribe(options, signal)) {
        yield item;
        if (item.kind !== 'commit') continue;
        const { position, events } = item.commit;
        if (seen.has(position)) for (const { type } of events) again.set(type, (again.get(type) ?? 0) + 1);
        seen.add(position);
      }
    },
  };
}

describe.skipIf(!findNatsServer())('on nats-server (apt-get install nats-server)', () => {
  let nats: NatsServers;
  let link: Link;
  beforeEach(async () => {
    nats = await startNatsServers(1);
    link = await startLink(nats.servers[0]!.port);
    closing.push(
      () => nats.stop(),
      () => link.close(),
    );
  });
  afterEach(async () => {
    link.heal();
    for (const close of closing.splice(0).reverse()) await close();
    folders.clear();
  });

  async function open(url: string): Promise<EventLog> {
    const log = await openLog(url, { patienceMs: 120_000 });
    closing.push(() => log.close());
    return log;
  }

  async function start(service: ServiceDefinition, log: EventLog, reacts: boolean) {
    const host = await startServiceHost(service, {
      log,
      data: folders.make(),
      token,
      logger: pino({ level: 'silent' }),
      ...(reacts ? {} : { policies: false as const }),
    });
    closing.push(() => host.close());
    await host.whenReady;
    return httpClient(host.url);
  }

  it('each command is recorded once, each event folded once and reacted to once, on every replica', async () => {
    const far = `nats://${link.address}/twice`;
    const direct = await open(nats.url('twice'));
    /** Of each process. */
    const again: Map<string, number>[] = [];
    const twice = (log: EventLog): EventLog => {
      const counts = new Map<string, number>();
      again.push(counts);
      return countingAgain(redelivering(log), counts);
    };
    const shopFar = await start(shop, twice(await open(far)), true);
    const depotFar = await start(depot, twice(await open(far)), true);
    const shopNear = await start(shop, twice(direct), false);
    const depotNear = await start(depot, twice(direct), false);
    const fill = 'mutation { fill(commandId: "fill", item: "bolt", quantity: 100) }';
    await Promise.all([depotFar, depotNear].map((each) => each.graphql({ query: fill })));

    const count = 24;
    for (let at = 0; at < count; at++) {
      const both = [shopFar, shopNear].map((each) => each.sell(`s${at}`));
      if (at % 6 === 5) {
        link.cut();
        link.heal();
      }
      const answers = await Promise.all(both);
      expect(answers.map(({ problem }) => problem)).toEqual([null, null]);
      expect(answers.filter(({ duplicate }) => duplicate === false)).toHaveLength(1);
    }

    const documentsOf = async (client: typeof shopFar, projection: string) =>
      (await client.documents(projection)).documents;
    for (const each of [shopFar, shopNear]) {
      await eventually(
        async () =>
          (await documentsOf(each, 'sales')).map(([, sale]) => (sale as unknown as { status: string }).status),
        (all) => all.length === count && all.every((status) => status === 'SHIPPED'),
      );
    }
    for (const each of [depotFar, depotNear]) {
      const shelves = await eventually(
        () => documentsOf(each, 'shelves'),
        ([shelf]) => (shelf?.[1] as unknown as { left: number }).left <= 100 - count,
      );
      expect(shelves.map(([, shelf]) => shelf)).toEqual([expect.objectContaining({ item: 'bolt', left: 100 - count })]);
    }
    // All of it has come again, also to those who react to it: else this would be about nothing.
    await eventually(
      () => again.map((counts) => ['Sold', 'Taken'].map((type) => counts.get(type) ?? 0)),
      (counts) => counts.length === 4 && counts.flat().every((times) => times > count),
    );
    expect(await documentsOf(shopNear, 'sales')).toEqual(await documentsOf(shopFar, 'sales'));
    const taken = (await direct.read('ev.depot.shelf.bolt')).commits.flatMap(({ events }) => events);
    expect(taken.filter(({ type }) => type === 'Taken')).toHaveLength(count);
    for (const each of [shopFar, shopNear, depotFar, depotNear]) {
      expect(await (await each.get('/readyz')).json()).toMatchObject({ parked: [] });
    }
  }, 240_000);
});
