/** What fails in an app outside of drawing (a press, a timer, a promise nobody waits for) is said once, with whose it is. */
import { notify } from '@tessera/app-kit';
import type { RunningModules } from '../composition/running-modules.ts';
import { culpritOf } from './culprit-of.ts';
import { titleOf } from './title-of.ts';

/** The same app is not complained about more often than this. */
const quietMs = 30_000;

/** The answer stops it. */
export function attributeErrors(
  window: Window,
  running: Pick<RunningModules, 'module'>,
  onError: (culprit: { readonly module: string; readonly version: string }) => void,
  isFrame?: (module: string) => boolean,
  now: () => number = Date.now,
): () => void {
  const said = new Map<string, number>();

  function attribute(error: unknown): void {
    const culprit = culpritOf(error, isFrame);
    if (culprit !== undefined) onError(culprit);
    const live = culprit && running.module(culprit.module);
    if (culprit === undefined || live === undefined) return;
    if (now() - (said.get(culprit.module) ?? -Infinity) < quietMs) return;
    said.set(culprit.module, now());
    notify({
      tone: 'warning',
      message: `Something in ${titleOf(culprit.module)} did not work. What you see may be incomplete.`,
      detail: `${live.team.name} · ${live.team.contact} · version ${culprit.version}`,
    });
  }
  const onErrorEvent = (event: ErrorEvent): void => attribute(event.error);
  const onRejection = (event: PromiseRejectionEvent): void => attribute(event.reason);
  window.addEventListener('error', onErrorEvent);
  window.addEventListener('unhandledrejection', onRejection);
  return () => {
    window.removeEventListener('error', onErrorEvent);
    window.removeEventListener('unhandledrejection', onRejection);
  };
}
