/** How releases fare, as one gateway counts it. There is nothing to decide but whether it may say so. */
import { command } from '@tessera/service-kit';
import { z } from 'zod';
import { healthCounts } from '../events.ts';
import { mayReport, notTheGateway } from '../who-may.ts';
import { emit, stream } from '../vocabulary.ts';

const report = command(
  z.object({ environment: z.string(), gateway: z.string(), counts: z.array(healthCounts) }),
  (_state: null, { environment, gateway, counts }, { user }) => {
    if (!mayReport(user)) return notTheGateway('how releases fare');
    const said = counts.filter((each) => each.loads + each.operations + each.renderErrors + (each.reactions ?? 0) > 0);
    return said.length === 0 ? [] : [emit('HealthReported', { environment, gateway, counts: said })];
  },
);

export const health = stream<null>({ initial: null, evolve: {}, decide: { report } });
