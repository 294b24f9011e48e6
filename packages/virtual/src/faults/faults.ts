/** What goes wrong, and for whom. Faults sit where the network would be: above them everything is as in production. */

/** An error that a service answers with instead of carrying a request out. */
export interface ServiceFailure {
  /** `INTERNAL`, `NOT_CAUGHT_UP`, … */
  readonly code: string;
  /** @default names the code */
  readonly message?: string;
  /** How many requests it hits. @default every one, until `clear` */
  readonly times?: number;
  /** @default both */
  readonly kind?: 'query' | 'mutation';
}

export interface FaultOptions {
  readonly down?: readonly string[];
  /** Service → milliseconds. */
  readonly slow?: Readonly<Record<string, number>>;
  readonly fail?: Readonly<Record<string, ServiceFailure>>;
}

export interface Faults {
  /** The service is gone: requests are not answered, its feed breaks, its policies stand still. */
  down(service: string): void;
  /** It is back, and catches up with what it has missed. */
  up(service: string): void;
  /** Each of its answers takes this much longer; 0 ends it. */
  slow(service: string, milliseconds: number): void;
  /** It answers with an error. */
  fail(service: string, failure: ServiceFailure): void;
  /** Ends every fault, of one service or of all. */
  clear(service?: string): void;
}

/** The faults of one service, as the service meets them. */
export interface ServiceFaults {
  readonly isDown: boolean;
  readonly slowMs: number;
  /** Resolves when it is up; undefined when it is. */
  whenUp(): Promise<void> | undefined;
  /** Aborts when it goes down; another one after it came up. */
  readonly downSignal: AbortSignal;
  /** The failure that hits this request, if any; counts it. */
  takeFailure(kind: 'query' | 'mutation'): ServiceFailure | undefined;
}

interface State extends ServiceFaults {
  setDown(down: boolean): void;
  slowMs: number;
  failure: { readonly what: ServiceFailure; left: number } | undefined;
}

export interface FaultBoard extends Faults {
  of(service: string): ServiceFaults;
  /** Resolves the next time a service goes down or comes up. */
  nextChange(): Promise<void>;
}

export function createFaults(services: readonly string[], initial: FaultOptions = {}): FaultBoard {
  let changed = Promise.withResolvers<void>();
  const onChange = (): void => {
    changed.resolve();
    changed = Promise.withResolvers<void>();
  };
  const states = new Map(services.map((service) => [service, createState(onChange)]));

  function of(service: string): State {
    const state = states.get(service);
    if (state !== undefined) return state;
    throw new Error(`There is no service "${service}" in this virtual platform; there are ${services.join(', ')}.`);
  }

  const faults: FaultBoard = {
    of,
    nextChange: () => changed.promise,
    down: (service) => of(service).setDown(true),
    up: (service) => of(service).setDown(false),
    slow(service, milliseconds) {
      of(service).slowMs = milliseconds;
    },
    fail(service, what) {
      of(service).failure = { what, left: what.times ?? Infinity };
    },
    clear(service) {
      for (const each of service === undefined ? services : [service]) {
        const state = of(each);
        state.slowMs = 0;
        state.failure = undefined;
        state.setDown(false);
      }
    },
  };
  for (const service of initial.down ?? []) faults.down(service);
  for (const [service, milliseconds] of Object.entries(initial.slow ?? {})) faults.slow(service, milliseconds);
  for (const [service, failure] of Object.entries(initial.fail ?? {})) faults.fail(service, failure);
  return faults;
}

function createState(onChange: () => void): State {
  let back: PromiseWithResolvers<void> | undefined;
  let life = new AbortController();
  const state: State = {
    slowMs: 0,
    failure: undefined,
    get isDown() {
      return back !== undefined;
    },
    get downSignal() {
      return life.signal;
    },
    whenUp: () => back?.promise,
    setDown(down) {
      if (down === (back !== undefined)) return;
      if (down) {
        back = Promise.withResolvers();
        life.abort();
      } else {
        life = new AbortController();
        back!.resolve();
        back = undefined;
      }
      onChange();
    },
    takeFailure(kind) {
      const { failure } = state;
      if (failure === undefined || failure.left <= 0) return undefined;
      if (failure.what.kind !== undefined && failure.what.kind !== kind) return undefined;
      failure.left -= 1;
      return failure.what;
    },
  };
  return state;
}
