/** What apps import. Hooks and components work below the shell, or below `renderApp` in a test. */

// Saying what an app is
export { contributionsOf, defineApp, AppDefinitionError } from './define/define-app.ts';
export type { App, AppDefinition, LoadComponent, SlotName } from './define/app.ts';

// The graph
export { useQuery, type QueryOptions, type QueryState } from './query/use-query.ts';
export { useCommand, type CommandOptions, type CommandState } from './command/use-command.ts';
export type { CommandAnswer } from './command/command-runner.ts';
export type { CommandVariables } from './command/command-variables.ts';
export { useLive, type LiveDocument, type LiveOptions, type LiveState } from './live/use-live.ts';
export { failureOf, isForbidden, stalest, type LiveView } from './live/view.ts';
export { useLiveStatus, type LiveStatus } from './live/use-live-status.ts';
export { isPassing, type Owner, type Problem } from './problem/problem.ts';
export type { Document } from './graph/document.ts';

// Who and where
export { useUser } from './session/use-user.ts';
export { useNavigate, useParams, usePlace, useSearch, type Search, type SetSearch } from './navigation/hooks.ts';
export type { NavigateOptions, Place } from './navigation/navigation.ts';
export { Link, type LinkProps } from './navigation/link.tsx';

// Other apps
export { Slot, type SlotProps } from './slot/slot.tsx';

// The person
export { notify, type Notification } from './notify/notify.ts';
export { useDraft, type SetDraft } from './draft/use-draft.ts';
export { formatMoney, formatRelative, formatTime } from './format/format.ts';
