import { secondsBetween } from '../calendar.ts';
import type { PreviewedService } from '../events.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's ServicePreview. */
export interface ServicePreview {
  readonly id: string;
  readonly team: string;
  /** Releases of services that it sends its people to; none: it shows apps only. */
  readonly services: readonly PreviewedService[];
  /** ISO 8601, UTC. */
  readonly expires: string;
  /** By its team, before its time. */
  readonly ended: boolean;
}

/** GraphQL's ServicePreviews. */
export interface ServicePreviewsDocument {
  /** The environment. */
  readonly id: string;
  readonly previews: readonly ServicePreview[];
}

/** Previews that are open, and those that were ended: one document per environment. What has expired leaves it with the next one. */
export const previews = projection<ServicePreviewsDocument>({
  type: 'ServicePreviews',
  partition: ({ id }) => id,
  on: {
    PreviewOpened: (docs, { data: { environment, ...opened }, time }) => {
      const before = docs.get(environment)?.previews ?? [];
      const last = before.filter(({ expires }) => secondsBetween(time, expires) > 0);
      docs.put(environment, { id: environment, previews: [...last, { ...opened, ended: false }] });
    },
    PreviewEnded: (docs, { data: { environment, id } }) =>
      docs.patch(environment, (document) => ({
        ...document,
        previews: document.previews.map((each) => (each.id === id ? { ...each, ended: true } : each)),
      })),
  },
});
