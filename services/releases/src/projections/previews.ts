import { secondsBetween } from '../calendar.ts';
import type { PreviewedService } from '../events.ts';
import { releaseId } from '../names.ts';
import { projection } from '../vocabulary.ts';

/** GraphQL's Preview. */
export interface PreviewEntry {
  readonly id: string;
  readonly team: string;
  /** All that it shows, `<module>@<version>` each. */
  readonly releases: readonly string[];
  /** Releases of services that it sends its people to; none: it shows apps only. */
  readonly services: readonly PreviewedService[];
  /** ISO 8601, UTC. */
  readonly opened: string;
  /** ISO 8601, UTC. */
  readonly expires: string;
  /** By its team, before its time. */
  readonly ended: boolean;
}

/** GraphQL's Previews. */
export interface PreviewsDocument {
  /** The environment. */
  readonly id: string;
  readonly previews: readonly PreviewEntry[];
}

/** Previews that are open, and those that were ended: one document per environment. What has expired leaves it with the next one. */
export const previews = projection<PreviewsDocument>({
  type: 'Previews',
  partition: ({ id }) => id,
  on: {
    PreviewOpened: (docs, { data: { environment, ...opened }, time }) => {
      const before = docs.get(environment)?.previews ?? [];
      const last = before.filter(({ expires }) => secondsBetween(time, expires) > 0);
      const { releases = opened.services.map(({ module, version }) => releaseId(module, version)) } = opened;
      const entry = { ...opened, releases, opened: time, ended: false };
      docs.put(environment, { id: environment, previews: [...last, entry] });
    },
    PreviewEnded: (docs, { data: { environment, id } }) =>
      docs.patch(environment, (document) => ({
        ...document,
        previews: document.previews.map((each) => (each.id === id ? { ...each, ended: true } : each)),
      })),
  },
});
