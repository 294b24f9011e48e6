/**
 * Tells the gateways that this process is there, under a lease: a beat every two seconds, and each gateway forgets by its own
 * timer who has fallen silent. No clocks are compared. A gateway answers whether it sends requests here.
 */
import type { Logger } from 'pino';
import type { RehearsedCounts } from '../../core/policy/rehearse.ts';

export interface RegisterOptions {
  /** Base URLs. */
  readonly gateways: readonly string[];
  readonly token: string;
  readonly service: string;
  /** `orders-service@1.1.0` */
  readonly release: string;
  /** As gateways reach this process. */
  readonly url: string;
  readonly replica?: string | undefined;
  /** Whether it could take over now, with everything it shows. */
  readonly ready: () => boolean;
  /** Called when what the gateways say of it changes. */
  readonly onRole: (role: Role) => void;
  /** Called when they begin or cease to want to know what it would do about events; see `startRehearsal`. */
  readonly onRehearse: (rehearse: boolean) => void;
  /** What it would have done since this was asked before. */
  readonly rehearsed: () => RehearsedCounts | undefined;
  readonly logger: Logger;
  /** @default 2_000 */
  readonly everyMs?: number;
}

/** `standby`: every gateway that answers sends its requests to another release. */
export type Role = 'serving' | 'standby';

export interface Registration {
  /** Says now what else would be said with the next beat. */
  tell(): void;
  /** Resolves when no gateway that can be reached sends anything here any more. */
  leave(): Promise<void>;
}

/** This process is not what it says, or not of this product: such a one does nothing about events either. */
const refusals = new Set([400, 401, 403]);

/** A gateway waits a little for what it has sent here; then the process has its own patience with that. */
const leaveMs = 5_000;

export function startRegistering(options: RegisterOptions): Registration {
  const { gateways, token, service, release, url, replica, onRole, onRehearse, logger, everyMs = 2_000 } = options;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answers = new Map<string, boolean>();
  /** Gateways that want to know. */
  const asking = new Set<string>();
  const unreachable = new Set<string>();
  const leaving = new AbortController();
  let role: Role | undefined;
  /** What a gateway did not take; it may be all there is to say against this release. */
  let untold: RehearsedCounts | undefined;

  function takeRehearsed(): RehearsedCounts | undefined {
    const [before, since] = [untold, options.rehearsed()];
    untold = undefined;
    return sumOf(before, since);
  }

  function want(gateway: string, rehearse: boolean): void {
    const before = asking.size > 0;
    if (rehearse) asking.add(gateway);
    else asking.delete(gateway);
    if (asking.size > 0 === before) return;
    untold = undefined;
    onRehearse(!before);
  }

  async function beat(gateway: string): Promise<void> {
    // One of them is told, as each tells the releases service: what both told would weigh double.
    const told = gateways.find((each) => asking.has(each) && !unreachable.has(each));
    const rehearsed = told === gateway ? takeRehearsed() : undefined;
    const body = JSON.stringify({
      release,
      url,
      ready: options.ready(),
      ...(replica === undefined ? {} : { replica }),
      ...(rehearsed === undefined ? {} : { rehearsed }),
    });
    const signal = AbortSignal.any([leaving.signal, AbortSignal.timeout(5_000)]);
    let isRefused = false;
    try {
      const response = await fetch(new URL(`/_services/${service}`, gateway), { method: 'PUT', headers, body, signal });
      if (!response.ok) {
        isRefused = refusals.has(response.status);
        throw new Error(`it answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
      }
      const { serving, rehearse } = (await response.json()) as { serving: boolean; rehearse?: boolean };
      answers.set(gateway, serving);
      want(gateway, rehearse === true);
      unreachable.delete(gateway);
    } catch (error) {
      if (leaving.signal.aborted) return;
      untold = sumOf(untold, rehearsed);
      const what = { gateway, reason: (error as Error).message };
      if (!unreachable.has(gateway)) {
        if (isRefused) logger.error(what, 'a gateway refuses the registration: it sends nobody here');
        else logger.warn(what, 'a gateway does not take the registration');
      }
      unreachable.add(gateway);
      // What it said last still holds as far as anybody knows.
      if (!isRefused) return;
      answers.set(gateway, false);
    }
    const next: Role = [...answers.values()].some(Boolean) ? 'serving' : 'standby';
    if (next === role) return;
    role = next;
    onRole(role);
  }

  const tell = (): void => {
    for (const gateway of gateways) void beat(gateway);
  };
  const timer = setInterval(tell, everyMs);
  tell();

  return {
    tell,
    async leave() {
      clearInterval(timer);
      leaving.abort();
      const signal = AbortSignal.timeout(leaveMs);
      const address = `/_services/${service}?${new URLSearchParams({ url }).toString()}`;
      await Promise.allSettled(
        gateways.map((gateway) => fetch(new URL(address, gateway), { method: 'DELETE', headers, signal })),
      );
    },
  };
}

function sumOf(a: RehearsedCounts | undefined, b: RehearsedCounts | undefined): RehearsedCounts | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { reactions: a.reactions + b.reactions, failed: a.failed + b.failed };
}
