/** What the gate refused in one environment: nothing changed, and everybody can see why. */
import { command } from '@tessera/service-kit';
import { z } from 'zod';
import { canaryShare, judgement, refusal } from '../events.ts';
import { emit, stream } from '../vocabulary.ts';

/** Refusals that are written out; a schema that lost its types has thousands. */
export const writtenOut = 100;

const record = command(
  z.object({
    environment: z.string(),
    module: z.string(),
    version: z.string(),
    team: z.string(),
    verb: z.string(),
    share: canaryShare.nullable(),
    reason: z.string().nullable(),
    judgement,
    refusals: z.array(refusal),
  }),
  (_state: null, { refusals, ...attempt }, { user }) => {
    const by = { id: user?.id ?? '', name: user?.name ?? '' };
    return [
      emit('AttemptRefused', { ...attempt, by, refusals: refusals.slice(0, writtenOut), total: refusals.length }),
    ];
  },
);

export const attempt = stream<null>({ initial: null, evolve: {}, decide: { record } });
