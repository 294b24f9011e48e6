/**
 * What is live in one environment. Decisions about all its modules share this one stream, so that two people who decide
 * on the same composition cannot both be right: the second is told that it changed.
 */
import { stream } from '../../vocabulary.ts';
import { command } from '@tessera/service-kit';
import { z } from 'zod';
import { endCanary } from './end-canary.ts';
import { evolve } from './evolve.ts';
import { finalize } from './finalize.ts';
import { kill } from './kill.ts';
import { pin, unpin } from './pin.ts';
import { promote } from './promote.ts';
import { retire } from './retire.ts';
import { rollback } from './rollback.ts';
import { initial, type CompositionState } from './state.ts';

/** Changes nothing; its answer says where the composition stands, or that this command id was carried out before. */
const look = command(z.object({}), () => []);

export const composition = stream<CompositionState>({
  initial,
  evolve,
  decide: { promote, rollback, finalize, pin, unpin, retire, kill, endCanary, look },
});
