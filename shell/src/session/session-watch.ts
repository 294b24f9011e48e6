/** Whether somebody is signed in again: in this tab's prompt, in another tab, on another day. */
import type { User } from '@tessera/contracts';

export const signInWindow = 'tessera-sign-in';
const channelName = 'tessera-session';

/** Told to every tab by a page that the gateway made for a signed-in person. */
export function tellSignedIn(user: User): void {
  const channel = new BroadcastChannel(channelName);
  channel.postMessage({ user: user.id });
  channel.close();
}

export type SignedIn = 'same' | 'other' | 'nobody';

/** Who is signed in now, compared with whom this page was made for. */
export async function whoIsSignedIn(user: User | null): Promise<SignedIn> {
  const answer = await fetch('/auth/session', { cache: 'no-store' }).catch(() => undefined);
  if (answer === undefined || !answer.ok) return 'nobody';
  const { user: now } = (await answer.json()) as { readonly user: User };
  return now.id === user?.id ? 'same' : 'other';
}

/** Calls `look` whenever somebody may have signed in elsewhere. The answer stops it. */
export function whenMaybeSignedIn(look: () => void): () => void {
  const channel = new BroadcastChannel(channelName);
  channel.addEventListener('message', look);
  const visible = (): void => {
    if (document.visibilityState === 'visible') look();
  };
  window.addEventListener('focus', look);
  document.addEventListener('visibilitychange', visible);
  return () => {
    channel.close();
    window.removeEventListener('focus', look);
    document.removeEventListener('visibilitychange', visible);
  };
}
