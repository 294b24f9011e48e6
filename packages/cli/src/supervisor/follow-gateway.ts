/** Asks the gateway again and again what the composition names, until it is told to stop. */
import { setTimeout as sleep } from 'node:timers/promises';
import { askServices, type ServicesStatus } from './services-status.ts';

export interface FollowOptions {
  readonly gateway: string;
  readonly token: string;
  readonly signal: AbortSignal;
  readonly onStatus: (status: ServicesStatus) => Promise<void>;
  /** @default 500 ms */
  readonly everyMs?: number;
}

/** Resolves when the signal aborts. */
export async function followGateway({ gateway, token, signal, onStatus, everyMs = 500 }: FollowOptions): Promise<void> {
  while (!signal.aborted) {
    const status = await askServices(gateway, token, signal);
    if (status !== undefined && !signal.aborted) await onStatus(status);
    await sleep(everyMs, undefined, { signal }).catch(() => undefined);
  }
}
