/**
 * After what is live was changed: waits until the gateway serves by the new composition, so that the next page anybody asks for
 * has what the command says is live. Nothing hangs on the waiting: the change is recorded already.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { decodeCursor } from '@tessera/event-log';
import { CliError } from '../errors/cli-error.ts';
import type { GatewayClient } from '../gateway/gateway-client.ts';
import { servicesStatusOf } from '../supervisor/services-status.ts';
import type { Context } from './context.ts';

export interface TakenQuestion {
  /** Of the composition, or of the event that changed it. */
  readonly revision: string;
  /** Whose composition was changed. */
  readonly environment: string;
  /** In ms. @default 60_000 */
  readonly patience?: number;
}

const lookEveryMs = 50;
/** A gateway hears at once, and looks by itself every second; longer than this is worth a word. */
const sayAfterMs = 2_000;

/** Throws `NOT_SERVED` when it does not; returns at once for an environment that the gateway does not serve. */
export async function untilTaken(
  { output }: Context,
  gateway: GatewayClient,
  { revision, environment, patience = 60_000 }: TakenQuestion,
): Promise<void> {
  const started = performance.now();
  for (let said = false; ;) {
    const status = await servicesStatusOf(await gateway.get('/_services'));
    if (status?.environment !== environment || isTaken(status.revision, revision)) return;
    const waited = performance.now() - started;
    if (waited > patience) throw notTaken(gateway.url, status.revision, revision, patience);
    if (waited > sayAfterMs && !said) output.say(output.style.dim('  waiting for the gateway to take it'));
    said ||= waited > sayAfterMs;
    await sleep(lookEveryMs);
  }
}

/** Positions of two logs say nothing about each other: then the log was swapped, and what was meant is not known there. */
function isTaken(served: string | null, wanted: string): boolean {
  const [here, there] = [decodeCursor(served ?? ''), decodeCursor(wanted)];
  if (there === undefined) return true;
  return here !== undefined && (here.epoch !== there.epoch || here.position >= there.position);
}

function notTaken(url: string, served: string | null, wanted: string, patience: number): CliError {
  return new CliError('NOT_SERVED', `It is recorded, but the gateway at ${url} does not serve by it`, {
    why: `after ${patience / 1000} s it still serves composition ${served ?? '(none)'}, not ${wanted}`,
    advice:
      '`tessera doctor` says what keeps it: whoever signs compositions, the artifact store, or its keys. It takes it by itself once that is mended.',
  });
}
