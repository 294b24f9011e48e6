/** The releases service: which versions exist, which are live where, and who made it so. */
import { defineService } from '@tessera/service-kit';
import { events } from './events.ts';
import { composition } from './projections/composition.ts';
import { history } from './projections/history.ts';
import { releases as releasesProjection } from './projections/releases.ts';
import { resolvers } from './resolvers.ts';
import { schema } from './schema.ts';
import { composition as compositionStream } from './streams/composition/composition.ts';
import { release } from './streams/release.ts';

export const releases = defineService({
  name: 'releases',
  schema,
  events,
  streams: { release, composition: compositionStream },
  projections: { composition, releases: releasesProjection, history },
  live: {
    composition: (args) => ({ partition: args.environment ?? 'production' }),
    releaseHistory: () => ({ partition: 'recent' }),
  },
  resolvers,
});
