/**
 * The service processes that have said they are there. Soft state: each says so every two seconds, and one that has not for the
 * length of a lease, by this gateway's own timer, is taken for gone. Nothing is written, and no clocks are compared.
 */
export interface Instance {
  readonly service: string;
  /** `orders-service@1.1.0` */
  readonly release: string;
  readonly url: string;
  readonly replica?: string | undefined;
  /** It could take over now, with everything it shows. */
  readonly ready: boolean;
}

export interface Instances {
  of(service: string): readonly Instance[];
  /** It is there (again). */
  beat(instance: Instance): void;
  /** It is about to end. */
  leave(service: string, url: string): void;
  close(): void;
}

export interface InstancesOptions {
  /** @default 7 s: three beats and some patience */
  readonly leaseMs?: number;
  /** Called when an instance came, went, or became ready; not at every beat. */
  onChange(service: string): void;
}

interface Kept {
  readonly instance: Instance;
  readonly expiry: NodeJS.Timeout;
}

export function createInstances({ leaseMs = 7_000, onChange }: InstancesOptions): Instances {
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

  return {
    of: (service) => [...all(service).values()].map(({ instance }) => instance),
    beat(instance) {
      const { service, url } = instance;
      const before = all(service).get(url);
      clearTimeout(before?.expiry);
      const expiry = setTimeout(() => leave(service, url), leaseMs).unref();
      all(service).set(url, { instance, expiry });
      const same = before?.instance.release === instance.release && before.instance.ready === instance.ready;
      if (!same) onChange(service);
    },
    leave,
    close() {
      for (const known of services.values()) for (const { expiry } of known.values()) clearTimeout(expiry);
    },
  };
}
