/** How the log's words read on the page. */
import type { ModuleKind } from '#graphql';

const kinds: Record<ModuleKind, string> = {
  SHELL: 'Frame',
  APP: 'App',
  SERVICE: 'Service',
  GATEWAY: 'Gateway',
  LIBRARY: 'Library',
};

export function kindLabel(kind: ModuleKind): string {
  return kinds[kind] ?? kind;
}

/** In the order of a filter's choices. */
export const actions: Readonly<
  Record<string, { readonly label: string; readonly tone: 'neutral' | 'success' | 'warning' | 'danger' }>
> = {
  PUBLISHED: { label: 'Published', tone: 'neutral' },
  PROMOTED: { label: 'Promoted', tone: 'success' },
  CANARY_STARTED: { label: 'Canary started', tone: 'success' },
  CANARY_WIDENED: { label: 'Canary widened', tone: 'success' },
  CANARY_ENDED: { label: 'Canary ended', tone: 'warning' },
  ROLLED_BACK: { label: 'Rolled back', tone: 'warning' },
  FINALIZED: { label: 'Finalized', tone: 'neutral' },
  PINNED: { label: 'Pinned', tone: 'neutral' },
  UNPINNED: { label: 'Unpinned', tone: 'neutral' },
  RETIRED: { label: 'Retired', tone: 'warning' },
  KILLED: { label: 'Killed', tone: 'warning' },
  REFUSED: { label: 'Refused', tone: 'danger' },
};

/** An action this page does not know yet still shows, under its own name. */
export function actionLook(action: string) {
  return actions[action] ?? { label: action.toLowerCase().replaceAll('_', ' '), tone: 'neutral' as const };
}

/** `1.4 MB`; decimal units, as browsers' network panels show them. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[power]}`;
}
