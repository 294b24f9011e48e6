/** What the page around the apps gives them: the port between app-kit and whoever hosts apps (the shell, a test). */
import type { User } from '@tessera/contracts';
import type { LiveClient } from '@tessera/live/client';
import type { ComponentType } from 'react';
import type { FailureProps } from '../failure/app-boundary.tsx';
import type { GraphClient } from '../graph/graph-client.ts';
import type { Navigation } from '../navigation/navigation.ts';
import type { Session } from '../session/session.ts';
import type { AppIdentity } from './app-context.tsx';

/** One filling of a slot: whose it is, and the component once it is loaded. */
export interface Filling {
  readonly app: AppIdentity;
  /** Called when the slot is first shown; answers the same promise each time, until it failed. */
  readonly load: () => Promise<ComponentType<never>>;
}

export interface Host {
  readonly user: User | null;
  readonly graph: GraphClient;
  readonly live: LiveClient;
  readonly session: Session;
  readonly navigation: Navigation;
  /** What stands where a part of an app failed. */
  readonly Failure: ComponentType<FailureProps>;
  /** Who fills a slot, in the order they are shown; the same array until that changes. */
  readonly fillings: (slot: string) => readonly Filling[];
  /** Called when the composition, and so who fills what, has changed. The answer stops it. */
  readonly onFillings: (listener: () => void) => () => void;
  /** A part of an app failed while it was shown; for the log. */
  readonly onFailure?: (failure: {
    readonly app: AppIdentity;
    readonly place: string;
    readonly error: unknown;
  }) => void;
}
