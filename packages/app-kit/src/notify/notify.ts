/** Short answers to what the person just did. The shell shows them; before it listens they wait. */

export interface Notification {
  /** @default 'neutral' */
  readonly tone?: 'neutral' | 'info' | 'success' | 'warning' | 'danger' | undefined;
  readonly message: string;
  /** A second line. */
  readonly detail?: string | undefined;
  /** Nobody asked for it, and perhaps nobody looks: it stays until it is closed. @default with an action, or a danger */
  readonly stays?: boolean | undefined;
  /** What can be done about it: a place to go to, or something to run. */
  readonly action?: { readonly label: string; readonly to?: string; readonly run?: () => void } | undefined;
}

type Listener = (notification: Notification) => void;
const listeners = new Set<Listener>();
const waiting: Notification[] = [];

/** Says something in passing. Never the only place something is said. */
export function notify(notification: Notification): void {
  if (listeners.size === 0) waiting.push(notification);
  for (const listener of [...listeners]) listener(notification);
}

/** For the host: called with each notification, first with those that waited. The answer stops it. */
export function onNotification(listener: Listener): () => void {
  listeners.add(listener);
  for (const notification of waiting.splice(0)) listener(notification);
  return () => void listeners.delete(listener);
}
