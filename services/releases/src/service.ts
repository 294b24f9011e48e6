/** The releases service: which versions exist, which are live where, who made it so, and how they fare. */
import { defineService, forbidden, type LiveGrant, type User } from '@tessera/service-kit';
import { events } from './events.ts';
import { rollBackCanary } from './policies/roll-back-canary.ts';
import { canaries } from './projections/canaries.ts';
import { census as censusProjection } from './projections/census.ts';
import { composition } from './projections/composition.ts';
import { contracts } from './projections/contracts.ts';
import { delivery } from './projections/delivery.ts';
import { health as healthProjection } from './projections/health.ts';
import { recorders } from './projections/recorders.ts';
import { serving as servingProjection } from './projections/serving.ts';
import { history } from './projections/history.ts';
import { previews } from './projections/previews.ts';
import { releases as releasesProjection } from './projections/releases.ts';
import { revisions } from './projections/revisions.ts';
import { resolvers } from './resolvers.ts';
import { schema } from './schema.ts';
import { attempt } from './streams/attempt.ts';
import { census } from './streams/census.ts';
import { composition as compositionStream } from './streams/composition/composition.ts';
import { health } from './streams/health.ts';
import { preview } from './streams/preview.ts';
import { release } from './streams/release.ts';
import { serving } from './streams/serving.ts';
import { mayRead, readersOnly } from './who-may.ts';

interface InEnvironment {
  readonly environment?: string | null;
}

const ofEnvironment = ({ environment }: InEnvironment) => ({ partition: environment ?? 'production' });

const toReaders = (args: InEnvironment, user: User) => granted(user, ofEnvironment(args));

const granted = (user: User, grant: LiveGrant): LiveGrant => (mayRead(user) ? grant : forbidden(readersOnly));

export const releases = defineService({
  name: 'releases',
  schema,
  events,
  streams: { release, composition: compositionStream, attempt, census, serving, health, preview },
  projections: {
    composition,
    revisions,
    releases: releasesProjection,
    contracts,
    history,
    canaries,
    health: healthProjection,
    census: censusProjection,
    serving: servingProjection,
    recorders,
    delivery,
    previews,
  },
  policies: { rollBackCanary },
  live: {
    // Everybody's page follows it, and learns nothing from it but when to ask the gateway again.
    compositionRevision: ofEnvironment,
    environments: (_args, user) => granted(user, { partition: '*' }),
    composition: toReaders,
    releaseHistory: (_args, user) => granted(user, { partition: 'recent' }),
    canaries: toReaders,
    releaseHealth: toReaders,
    census: toReaders,
    delivery: toReaders,
    previews: toReaders,
    servicePreviews: toReaders,
  },
  resolvers,
});
