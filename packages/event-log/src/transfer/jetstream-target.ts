/** An import into a JetStream stream, which is described as a log only when it is complete. */
import { headers } from '@nats-io/transport-node';
import { prepareAppend } from '../commit/prepare.ts';
import { newEpoch } from '../epoch.ts';
import { LogError } from '../errors.ts';
import { parseAddress } from '../jetstream/address.ts';
import { createStaged } from '../jetstream/connection.ts';
import { toLogError } from '../jetstream/failure.ts';
import { commandHeader, encodePayload, messageIdHeader } from '../jetstream/message.ts';
import { encodePrevious, namedPrevious, previousHeader } from '../jetstream/previous.ts';
import type { Position } from '../port.ts';
import type { TransferredCommit } from './cloud-event.ts';
import type { ImportTarget } from './target.ts';

/** Published at once; answers come back in order. */
const inFlight = 256;

export async function openJetStreamTarget(url: string): Promise<ImportTarget> {
  const staged = await createStaged({ address: parseAddress(url), epoch: newEpoch(), patienceMs: 20_000 });
  const { client, prefix, epoch } = staged;
  /** Each stream's last positions, newest first. */
  const recent = new Map<string, readonly Position[]>();

  /** Not repeated when unanswered: order matters here, and an import can be begun again. */
  async function writeOne({ stream, events, time, meta, commandId, position }: TransferredCommit): Promise<void> {
    const append = prepareAppend(
      stream,
      events,
      { time, meta, ...(commandId === undefined ? {} : { commandId }) },
      () => time,
    );
    const own = headers();
    own.set(messageIdHeader, `${epoch}-${position}`);
    if (commandId !== undefined) own.set(commandHeader, commandId);
    const before = recent.get(stream) ?? [];
    own.set(previousHeader, encodePrevious(before));
    recent.set(stream, [position, ...before].slice(0, namedPrevious));
    const { seq } = await client.publish(prefix + stream, encodePayload(append), { headers: own, timeout: 10_000 });
    if (seq === position) return;
    throw new LogError(
      'LOG_NOT_EMPTY',
      `Commit ${position} came to be at ${seq} in "${staged.name}": somebody else writes there. Nothing was imported.`,
      { position, seq },
    );
  }

  async function described<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toLogError(error, staged);
    }
  }

  return {
    epoch,
    write: (commits) =>
      described(async () => {
        for (let from = 0; from < commits.length; from += inFlight) {
          await Promise.all(commits.slice(from, from + inFlight).map(writeOne));
        }
      }),
    finish: () =>
      described(async () => {
        await staged.finish();
        await staged.nats.close();
      }),
    async abandon() {
      await described(() => staged.remove()).finally(() => staged.nats.close());
    },
  };
}
