/** One preview. Gateways sign previews and say when a team makes or ends one. */
import { command, reject } from '@tessera/service-kit';
import { z } from 'zod';
import { previewedService } from '../events.ts';
import { emit, stream } from '../vocabulary.ts';
import { mayReport, notTheGateway } from '../who-may.ts';

export interface PreviewState {
  /** Who made it; null: nobody yet. */
  readonly team: string | null;
  readonly ended: boolean;
}

const about = { id: z.string(), environment: z.string(), team: z.string() };

const open = command(
  z.object({
    ...about,
    releases: z.array(z.string()).optional(),
    services: z.array(previewedService),
    expires: z.string(),
  }),
  (state: PreviewState, input, { user }) => {
    if (!mayReport(user)) return notTheGateway('which previews there are');
    return state.team === null ? [emit('PreviewOpened', input)] : [];
  },
);

const end = command(z.object(about), (state: PreviewState, input, { user }) => {
  if (!mayReport(user)) return notTheGateway('which previews there are');
  const { id, team } = input;
  if (state.team === null)
    return reject(
      'NO_SUCH_PREVIEW',
      `There is no preview ${id}. \`tessera preview list\` has the id of each that is open.`,
      'id',
    );
  if (state.team !== team && team !== 'platform')
    return reject('WRONG_TEAM', `Preview ${id} was made by team ${state.team}; team ${team} cannot end it.`);
  return state.ended ? [] : [emit('PreviewEnded', input)];
});

export const preview = stream<PreviewState>({
  initial: { team: null, ended: false },
  evolve: {
    PreviewOpened: (_state, { data: { team } }) => ({ team, ended: false }),
    PreviewEnded: (state) => ({ ...state, ended: true }),
  },
  decide: { open, end },
});
