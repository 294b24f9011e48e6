/** Figures for Prometheus. One registry per gateway, so that two in one process do not mix. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What the hub says of itself. */
export interface LiveFigures {
  readonly connections: number;
  readonly blocked: number;
  readonly subscriptions: number;
  readonly groups: number;
  readonly encoded: number;
  readonly written: number;
}

/** What the composition's host says of itself. */
export interface CompositionFigures {
  readonly source: string;
  readonly following: boolean;
  readonly signed: { readonly issued: string } | undefined;
  readonly refused: readonly unknown[];
}

export interface Metrics {
  readonly registry: Registry;
  request(route: string, method: string, status: number, seconds: number): void;
  serviceRequest(service: string, outcome: 'ok' | 'errors' | 'unavailable', seconds: number): void;
  operation(name: string, app: string, outcome: 'ok' | 'errors'): void;
  /** Where the live figures come from; read at each scrape. Called once. */
  live(stats: () => LiveFigures): void;
  /** Where the figures of the composition come from; read at each scrape. Called once. */
  composition(figures: () => CompositionFigures): void;
  graphSwap(outcome: 'swapped' | 'refused'): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
  const requests = new Counter({
    name: 'tessera_http_requests_total',
    help: 'Answers by route, method and status class',
    labelNames: ['route', 'method', 'status'],
    registers,
  });
  const durations = new Histogram({
    name: 'tessera_http_request_seconds',
    help: 'Time until an answer ended',
    labelNames: ['route'],
    buckets,
    registers,
  });
  const toServices = new Histogram({
    name: 'tessera_service_request_seconds',
    help: 'Requests to services',
    labelNames: ['service', 'outcome'],
    buckets,
    registers,
  });
  const operations = new Counter({
    name: 'tessera_operations_total',
    help: 'GraphQL operations by app release',
    labelNames: ['operation', 'app', 'outcome'],
    registers,
  });
  const swaps = new Counter({
    name: 'tessera_graph_swaps_total',
    help: 'Graphs composed, and refused',
    labelNames: ['outcome'],
    registers,
  });
  return {
    registry,
    request(route, method, status, seconds) {
      requests.inc({ route, method: method.slice(0, 8), status: `${Math.floor(status / 100)}xx` });
      // A live stream ends when its reader leaves: its length says nothing about speed.
      if (route !== 'live') durations.observe({ route }, seconds);
    },
    serviceRequest: (service, outcome, seconds) => toServices.observe({ service, outcome }, seconds),
    operation: (operation, app, outcome) => operations.inc({ operation, app, outcome }),
    live(stats) {
      const gauge = (name: string, help: string, read: (figures: LiveFigures) => number): void =>
        void new Gauge({
          name,
          help,
          registers,
          collect() {
            this.set(read(stats()));
          },
        });
      gauge('tessera_live_connections', 'Open live streams', (figures) => figures.connections);
      gauge('tessera_live_blocked', 'Live streams whose reader takes no more for now', (figures) => figures.blocked);
      gauge('tessera_live_subscriptions', 'Subscriptions of all live streams', (figures) => figures.subscriptions);
      gauge('tessera_live_groups', 'Groups of readers who see the same', (figures) => figures.groups);
      gauge('tessera_live_frames_encoded', 'Frames encoded since the start', (figures) => figures.encoded);
      gauge('tessera_live_frames_written', 'Frames written to streams since the start', (figures) => figures.written);
    },
    composition(figures) {
      new Gauge({
        name: 'tessera_composition_info',
        help: 'Where what is live comes from: store, local-copy, seed or none',
        labelNames: ['source'],
        registers,
        collect() {
          this.reset();
          this.set({ source: figures().source }, 1);
        },
      });
      const gauge = (name: string, help: string, read: (figures: CompositionFigures) => number | undefined): void =>
        void new Gauge({
          name,
          help,
          registers,
          collect() {
            const value = read(figures());
            if (value !== undefined) this.set(value);
          },
        });
      gauge('tessera_composition_age_seconds', 'Since what is live was signed', ({ signed }) =>
        signed === undefined ? undefined : (Date.now() - Date.parse(signed.issued)) / 1000,
      );
      gauge('tessera_composition_following', 'Whether the releases service is heard', ({ following }) =>
        following ? 1 : 0,
      );
      gauge('tessera_composition_refused', 'Sources whose composition is refused', ({ refused }) => refused.length);
    },
    graphSwap: (outcome) => swaps.inc({ outcome }),
  };
}
