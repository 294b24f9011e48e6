import { secondsBetween } from '../calendar.ts';
import type { ServedService } from '../events.ts';
import { projection } from '../vocabulary.ts';
import type { LiveModuleDocument } from './composition.ts';

/** What one gateway last said; there is none of one that asks nobody. */
export interface GatewayServingDocument {
  /** `<environment>/<gateway>` */
  readonly id: string;
  readonly environment: string;
  readonly gateway: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly services: readonly ServedService[];
}

/**
 * Seconds for which a gateway's word is believed, from when it was given or from when the composition changed what it is about,
 * whichever is later. A gateway whose requests do not go to what is live says so every minute: one that was silent for longer has ended.
 */
export const believedFor = 300;

/** Which releases of services everybody's requests go to, one document per gateway; one partition per environment. */
export const serving = projection<GatewayServingDocument>({
  type: 'GatewayServing',
  partition: ({ environment }) => environment,
  on: {
    ServingReported: (docs, { data: { environment, gateway, services }, time }) => {
      const id = `${environment}/${gateway}`;
      // It has ended, and its name may never come again.
      if (services.length === 0) return docs.remove(id);
      docs.put(id, { id, environment, gateway, at: time, services });
    },
  },
});

/** A release that requests go to although another is live. */
export interface ServedStill extends ServedService {
  readonly gateway: string;
}

/** Of what gateways say, that in which they do not follow the composition yet. */
export function servedStill(
  gateways: readonly GatewayServingDocument[],
  rows: readonly LiveModuleDocument[],
  now: string,
): ServedStill[] {
  const live = new Map(rows.filter(({ kind }) => kind === 'SERVICE').map((row) => [row.module, row]));
  return gateways.flatMap(({ gateway, at, services }) =>
    services.flatMap(({ module, version }) => {
      const row = live.get(module);
      if (row === undefined || row.version === version) return [];
      const changed = row.finalizedAt !== null && row.finalizedAt > row.since ? row.finalizedAt : row.since;
      const believedFrom = at > changed ? at : changed;
      return secondsBetween(believedFrom, now) < believedFor ? [{ gateway, module, version }] : [];
    }),
  );
}
