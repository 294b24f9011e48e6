/**
 * The service processes that have said they are there. Soft state: each says so every two seconds, and one that has not for the
 * length of a lease, by this gateway's own timer, is taken for gone. Nothing is written, and no clocks are compared.
 *
 * What a process says of itself is looked into before anybody is sent there: it may have been started with another's settings, or
 * its address be another's by now.
 */
export interface Said {
  readonly service: string;
  /** `orders-service@1.1.0` */
  readonly release: string;
  readonly url: string;
  readonly replica?: string | undefined;
  /** It could take over now, with everything it shows. */
  readonly ready: boolean;
}

export interface Instance extends Said {
  /** Why it is not asked although it says that it is ready, in words. `ready` is false then. */
  readonly problem?: string | undefined;
}

export interface Instances {
  of(service: string): readonly Instance[];
  /** It is there (again). */
  beat(said: Said): void;
  /** It is about to end. */
  leave(service: string, url: string): void;
  close(): void;
}

export interface InstancesOptions {
  /** @default 7 s: three beats and some patience */
  readonly leaseMs?: number;
  /** Asks a process who it is. Answers why it is not what it says, undefined when it is; never rejects. */
  introduce(said: Said): Promise<string | undefined>;
  /** Called when an instance came, went, or became ready; not at every beat. */
  onChange(service: string): void;
}

interface Kept {
  said: Said;
  expiry: NodeJS.Timeout;
  /** Undefined until the first look has ended. */
  found: { readonly problem: string | undefined } | undefined;
  looking: boolean;
}

export function createInstances({ leaseMs = 7_000, introduce, onChange }: InstancesOptions): Instances {
  const services = new Map<string, Map<string, Kept>>();
  const all = (service: string): Map<string, Kept> => {
    const known = services.get(service) ?? new Map<string, Kept>();
    services.set(service, known);
    return known;
  };

  const leave = (service: string, url: string): void => {
    const kept = all(service).get(url);
    if (kept === undefined) return;
    clearTimeout(kept.expiry);
    all(service).delete(url);
    onChange(service);
  };

  function expire({ service, url }: Said, inMs: number): NodeJS.Timeout {
    const due = performance.now() + inMs;
    return setTimeout(() => {
      // This process did not run meanwhile, so it has heard nobody: what they said may be on its way.
      const late = performance.now() - due > leaseMs / 50;
      const kept = all(service).get(url);
      if (late && kept !== undefined) kept.expiry = expire(kept.said, leaseMs / 2);
      else leave(service, url);
    }, inMs).unref();
  }

  /** Until it is what it says, once a beat. */
  async function look(kept: Kept): Promise<void> {
    if (kept.looking || (kept.found !== undefined && kept.found.problem === undefined)) return;
    kept.looking = true;
    const { service, url } = kept.said;
    const problem = await introduce(kept.said);
    kept.looking = false;
    const changed = kept.found?.problem !== problem || kept.found === undefined;
    kept.found = { problem };
    if (changed && all(service).get(url) === kept) onChange(service);
  }

  const instanceOf = ({ said, found }: Kept): Instance => ({
    ...said,
    ready: said.ready && found !== undefined && found.problem === undefined,
    ...(found?.problem === undefined ? {} : { problem: found.problem }),
  });

  return {
    of: (service) => [...all(service).values()].map(instanceOf),
    beat(said) {
      const { service, url } = said;
      const before = all(service).get(url);
      clearTimeout(before?.expiry);
      const expiry = expire(said, leaseMs);
      // Another release at the same address is another process.
      const isSame = before?.said.release === said.release;
      const kept: Kept = isSame ? before : { said, expiry, found: undefined, looking: false };
      const changed = !isSame || before.said.ready !== said.ready;
      Object.assign(kept, { said, expiry });
      all(service).set(url, kept);
      if (changed) onChange(service);
      void look(kept);
    },
    leave,
    close() {
      for (const known of services.values()) for (const { expiry } of known.values()) clearTimeout(expiry);
    },
  };
}
