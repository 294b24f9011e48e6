/**
 * The kill switch, seen from a tab: a release that its team took back is left at once, without waiting for a navigation.
 * What was typed outside of drafts goes with it; that is what the switch is for.
 */
import { notify } from '@tessera/app-kit';
import type { AppIdentity } from '@tessera/app-kit/host';
import { titleOf } from '../failure/title-of.ts';
import type { CompositionStore } from './composition-store.ts';

export interface LeaveKilledOptions {
  /** What is live, as the gateway says. */
  readonly composition: CompositionStore;
  /** Whose page is shown; undefined: nobody's. */
  readonly page: () => AppIdentity | undefined;
  /** Whose slot fillings are shown. */
  readonly fillings: () => readonly AppIdentity[];
  readonly leavePage: () => void;
  readonly leaveFillings: () => void;
}

/** The answer stops it. */
export function leaveKilled({ composition, page, fillings, leavePage, leaveFillings }: LeaveKilledOptions): () => void {
  const isKilled = ({ name, version }: AppIdentity): boolean =>
    composition.module(name)?.killed?.includes(version) === true;

  return composition.onChange(() => {
    if (fillings().some(isKilled)) leaveFillings();
    const shown = page();
    if (shown === undefined || !isKilled(shown)) return;
    const live = composition.module(shown.name)!;
    notify({
      tone: 'warning',
      stays: true,
      message: `${titleOf(shown.name)} was taken back by its team. You now use version ${live.version}.`,
      detail: `${live.team.name} · ${live.team.contact} · version ${shown.version} is not used any more`,
    });
    leavePage();
  });
}
