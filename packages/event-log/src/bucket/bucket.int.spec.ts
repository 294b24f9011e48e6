import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findNatsServer, startNatsServers, type NatsServers } from '../jetstream/nats-servers.fixture.ts';
import { openBucket, type Bucket, type BucketEntry } from './bucket.ts';

const patienceMs = 10_000;
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

describe.skipIf(!findNatsServer())('a bucket on nats-server (apt-get install nats-server)', () => {
  let cluster: NatsServers;
  const buckets: Bucket[] = [];
  beforeAll(async () => {
    cluster = await startNatsServers(1);
  });
  afterAll(async () => {
    await Promise.all(buckets.map((bucket) => bucket.close()));
    await cluster.stop();
  });

  async function open(log: string): Promise<Bucket> {
    const bucket = (await openBucket({ url: cluster.url(log), name: 'things', content: 'things' }))!;
    buckets.push(bucket);
    return bucket;
  }

  /** Watches; answers how to wait for a revision, and what was seen. */
  function watch(bucket: Bucket) {
    const seen: BucketEntry[] = [];
    const gone = Promise.withResolvers<Error>();
    let look = (): void => undefined;
    bucket.watch({
      onEntry(entry) {
        seen.push({ ...entry, value: Uint8Array.from(entry.value) });
        look();
      },
      onLost() {},
      onGone: gone.resolve,
    });
    const until = (revision: number) =>
      new Promise<BucketEntry[]>((resolve) => {
        look = () => (seen.at(-1)?.revision ?? 0) >= revision && resolve(seen);
        look();
      });
    return { until, gone: gone.promise };
  }

  it('creates once, whoever asks, and shows changes to all in one order', async () => {
    const [one, two] = [await open('a'), await open('a')];
    expect(one.id).toBe(two.id);
    const created = await Promise.all([
      one.create('x', text('1'), patienceMs),
      two.create('x', text('2'), patienceMs),
      one.create('x', text('3'), patienceMs),
    ]);
    expect(created.filter((revision) => revision !== undefined)).toHaveLength(1);
    const last = await two.put('y', text('4'), patienceMs);
    const [first, second] = [await watch(one).until(last), await watch(two).until(last)];
    expect(first.map(({ key }) => key)).toEqual(['x', 'y']);
    expect(second).toEqual(first);
  });

  it('forgets what is wiped, keeps the rest, and whoever wipes it too, now or later, does nothing', async () => {
    const bucket = await open('b');
    const machines = [bucket, await open('b'), await open('b'), await open('b')];
    await bucket.put('y', text('2'), patienceMs);
    for (let round = 0; round < 50; round++) {
      const revision = (await bucket.create('x', text('1'), patienceMs))!;
      await Promise.all(machines.map((each) => each.wipe(revision, patienceMs)));
      await bucket.wipe(revision, patienceMs);
    }
    const last = await bucket.put('z', text('3'), patienceMs);
    expect((await watch(bucket).until(last)).map(({ key }) => key)).toEqual(['y', 'z']);
  });

  it('goes on watching after its server was killed and started again', async () => {
    const bucket = await open('c');
    const watching = watch(bucket);
    await watching.until(await bucket.put('x', text('1'), patienceMs));
    await cluster.servers[0]!.kill();
    await cluster.servers[0]!.start();
    const seen = await watching.until(await bucket.put('y', text('2'), 30_000));
    expect(seen.map(({ key }) => key)).toEqual(['x', 'y']);
  });

  it('says that it is gone rather than go on with another of its name', async () => {
    const bucket = await open('d');
    const watching = watch(bucket);
    await watching.until(await bucket.put('x', text('1'), patienceMs));
    const nats = await connect({ servers: cluster.servers[0]!.address });
    await (await jetstreamManager(nats)).streams.delete('KV_d-things');
    await nats.close();
    await open('d');
    bucket.rewatch();
    expect((await watching.gone).message).toMatch(/d-things on .* replaced by another/);
  });
});
