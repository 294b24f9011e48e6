/** What a host of apps (the shell, a test) uses. Not for apps. */
export type { Filling, Host } from './host.ts';
export { AppHost, useHost } from './host-context.tsx';
export { AppProvider, appLabel, useAppIdentity, type AppIdentity } from './app-context.tsx';
export { AppBoundary, type FailureProps } from '../failure/app-boundary.tsx';
export { createGraphClient, type GraphClient, type GraphClientOptions } from '../graph/graph-client.ts';
export { hashOf, nameOf, rootFieldOf } from '../graph/document.ts';
export { createSession, type Session, type SessionState } from '../session/session.ts';
export { RouteParams } from '../navigation/hooks.ts';
export type { Navigation, NavigateOptions, Place } from '../navigation/navigation.ts';
export { onNotification, type Notification } from '../notify/notify.ts';
export {
  createPageRouter,
  type History,
  type PageRoute,
  type PageRouter,
  type Shown,
} from '../navigation/page-router.ts';
export { matchRoute } from '../navigation/match-route.ts';
