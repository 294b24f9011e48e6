/** Whose part of the page this is: hooks below it act for that app and release. */
import { createContext, use } from 'react';
import type { Owner } from '../problem/problem.ts';

export interface AppIdentity {
  /** The module's name. */
  readonly name: string;
  readonly version: string;
  readonly owner: Owner;
}

const AppContext = createContext<AppIdentity | undefined>(undefined);

/** Everything below belongs to this app. */
export const AppProvider = AppContext;

/** The app this component belongs to; undefined in the shell's own parts. */
export function useAppIdentity(): AppIdentity | undefined {
  return use(AppContext);
}

/** `app@version` for `x-tessera-app`. */
export function appLabel(app: AppIdentity | undefined): string | undefined {
  return app === undefined ? undefined : `${app.name}@${app.version}`;
}
