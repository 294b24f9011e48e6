/** Giving up the way back: what was live before is no longer kept ready, so that nothing has to get along with it. */
import { command } from '@tessera/service-kit';
import { z } from 'zod';
import { emit, type Decision } from '../../vocabulary.ts';
import { aboutModule, liveAndYours, subjectOf } from './decision.ts';
import type { CompositionState } from './state.ts';

export const finalize = command(z.object(aboutModule), (state: CompositionState, input, { user }): Decision => {
  const found = liveAndYours(state, input, user, 'finalize');
  if ('problem' in found) return found;
  const { live, earlier } = found.now;
  const gaveUp = earlier.at(-1);
  if (gaveUp === undefined) return [];
  return [emit('ModuleFinalized', { ...subjectOf(input, found.now, found.by, found.modules), live, gaveUp })];
});
