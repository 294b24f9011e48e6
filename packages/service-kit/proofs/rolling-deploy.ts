/**
 * Old and new version of a service side by side on one log, with a consumer of each age: one after the other is killed
 * and replaced, forward and back, under seeded random commands. In the end every process's documents equal an
 * independent fold of the log, nobody decided on a misread event, and every acknowledged command is there, once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Commit } from '@tessera/event-log';
import { openLog } from '@tessera/event-log/open';
import { eventually } from '../src/sample/http-client.ts';
import { judge } from './rolling-deploy/judge.ts';
import { serviceProcess, type ServiceProcess } from './rolling-deploy/process.ts';

export const suite = 'log';

export interface RollingDeployOptions {
  /** Commands per phase. @default 150 */
  readonly commands?: number;
  /** @default 1 */
  readonly seed?: number;
  /** Commands on their way at once. @default 4 */
  readonly parallel?: number;
}

const mutation = `mutation ($commandId: ID!, $id: ID!, $carrier: String!, $express: Boolean!, $amount: Int!) {
  send(commandId: $commandId, id: $id, carrier: $carrier, express: $express, amount: $amount)
}`;

export async function run({ commands = 150, seed = 1, parallel = 4 }: RollingDeployOptions = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tessera-rolling-deploy-'));
  const random = mulberry(seed);
  const [oldPost, newPost] = [serviceProcess(folder, 'post', 'old'), serviceProcess(folder, 'post', 'new')];
  const [oldReport, newReport] = [serviceProcess(folder, 'report', 'old'), serviceProcess(folder, 'report', 'new')];
  const all = [oldPost, newPost, oldReport, newReport];
  const answers = new Map<string, string>();
  let [sent, retried] = [0, 0];

  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;

  /** A command is repeated, with its id, at whoever is up, until somebody answers. */
  async function send(commandId: string): Promise<void> {
    const variables = {
      commandId,
      id: `p${Math.floor(random() * 20)}`,
      carrier: pick(['DHL', 'UPS', 'GLS']),
      express: random() < 0.5,
      amount: Math.floor(random() * 100),
    };
    for (;;) {
      const { client } = await eventually(
        () => pick([oldPost, newPost].filter(({ isUp }) => isUp)),
        (target: ServiceProcess | undefined) => target !== undefined,
      );
      try {
        const { data } = await client.graphql<{ send: string }>({ query: mutation, variables });
        if (typeof data?.send !== 'string') throw new Error('no answer');
        answers.set(commandId, data.send);
        return;
      } catch {
        retried += 1;
      }
    }
  }

  /** Commands, and in the middle of them something happens to a process. */
  async function phase(happens: () => Promise<void>): Promise<void> {
    const end = sent + commands;
    const middle = sent + Math.floor(commands * (0.25 + random() / 2));
    let happening: Promise<void> | undefined;
    const worker = async (): Promise<void> => {
      while (sent < end) {
        sent += 1;
        if (sent >= middle) happening ??= happens();
        await send(`c${seed}-${sent}`);
      }
    };
    await Promise.all(Array.from({ length: parallel }, worker));
    await happening;
  }

  async function documents(of: ServiceProcess, projection: string): Promise<Map<string, unknown>> {
    return new Map((await of.client.documents(projection)).documents);
  }

  try {
    await oldPost.start();
    await Promise.all([oldReport.start(), newReport.start()]);
    await phase(() => newPost.start());
    await phase(() => oldPost.kill());
    await phase(() => oldReport.kill().then(() => oldReport.start()));
    // Back again: the old one decides on what the new one recorded.
    await phase(() => oldPost.start());
    await phase(() => newPost.kill());
    await phase(() => newReport.kill().then(() => newReport.start()));
    await phase(() => newPost.start());

    const log = await openLog(`sqlite:${join(folder, 'log.db')}`);
    const head = await log.head();
    const stop = new AbortController();
    const commits: Commit[] = [];
    for await (const item of log.subscribe({ filter: ['ev.post.parcel.*'] }, stop.signal)) {
      if (item.kind === 'commit') commits.push(item.commit);
      else if (item.position >= head) stop.abort();
    }
    await log.close();
    const expected = judge(commits);
    for (const each of all) {
      await eventually(
        async () => ((await (await each.client.get('/readyz')).json()) as { position: number }).position,
        (position) => position >= head,
      );
    }
    const found = [
      isDeepStrictEqual(await documents(oldPost, 'parcels'), expected.parcels),
      isDeepStrictEqual(await documents(newPost, 'parcels'), expected.parcels),
      isDeepStrictEqual(await documents(oldReport, 'carriers'), expected.carriers),
      isDeepStrictEqual(await documents(newReport, 'carriers'), expected.carriers),
    ];
    const states = await Promise.all(
      all.map(async (each) => (await (await each.client.get('/readyz')).json()) as { parked: []; stopped: [] }),
    );
    const accepted = [...answers].filter(([, answer]) => answer === 'OK').map(([id]) => id);
    const recorded = new Set(expected.commandIds);
    const lost = accepted.filter((id) => !recorded.has(id)).length;
    const doubled = expected.commandIds.length - recorded.size;
    const unread = states.reduce((sum, { parked, stopped }) => sum + parked.length + stopped.length, 0);
    const differing = found.filter((same) => !same).length;
    return {
      ok:
        [lost, doubled, unread, differing, expected.misdecided].every((count) => count === 0) &&
        Object.keys(expected.versions).length === 2 &&
        answers.size === sent,
      seed,
      commands: sent,
      accepted: accepted.length,
      refused: [...answers.values()].filter((answer) => answer === 'SAME_CARRIER').length,
      retried,
      eventsByVersion: expected.versions,
      lost,
      doubled,
      misdecided: expected.misdecided,
      parkedOrStopped: unread,
      processesThatDiffer: differing,
    };
  } finally {
    await Promise.all(all.map((each) => each.kill()));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Mulberry32. */
function mulberry(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
