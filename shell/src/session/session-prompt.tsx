/**
 * The session has ended while somebody worked: they sign in beside the page, which stays as it is, and what they had sent
 * goes on by itself.
 */
import type { User } from '@tessera/contracts';
import { Button, Dialog } from '@tessera/shared-ui';
import { useEffect, useEffectEvent, useRef, useState, useSyncExternalStore } from 'react';
import { useShell } from '../shell-context.tsx';

/** Between two looks whether there is a session again. */
const lookMs = 1_500;

export function SessionPrompt() {
  const { session, user, live } = useShell();
  const state = useSyncExternalStore(session.onChange, () => session.state);
  const expired = state === 'expired';
  const signIn = useRef<Window | null>(null);
  const [other, setOther] = useState<string>();

  const look = useEffectEvent(async () => {
    const now = await currentUser();
    if (now === undefined) return;
    signIn.current?.close();
    // What is shown here is another person's.
    if (now.id !== user?.id) return setOther(now.name);
    session.resume();
    live.reconnect();
  });
  useEffect(() => {
    if (!expired) return;
    const onLook = (): void => void look();
    const timer = setInterval(onLook, lookMs);
    window.addEventListener('focus', onLook);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', onLook);
    };
  }, [expired]);

  const open = (): void => {
    signIn.current = window.open('/auth/sign-in?return=/', 'tessera-sign-in', 'popup,width=520,height=680');
    // Where windows are blocked the page itself has to go; drafts stay.
    if (signIn.current === null)
      window.location.assign(`/auth/sign-in?return=${encodeURIComponent(window.location.pathname)}`);
  };

  return (
    <Dialog
      isOpen={expired}
      onClose={session.decline}
      role="alertdialog"
      size="small"
      title={other === undefined ? 'Sign in to go on' : `You are ${other} now`}
      about={
        other === undefined
          ? 'Your session has ended. Everything on this page stays as you left it, and what you were doing goes on once you are signed in.'
          : `This page shows what ${user?.name ?? 'somebody else'} was doing. Reload it to go on as ${other}.`
      }
      actions={
        other === undefined ? (
          <>
            <Button variant="quiet" onPress={session.decline}>
              Not now
            </Button>
            <Button variant="primary" autoFocus onPress={open}>
              Sign in
            </Button>
          </>
        ) : (
          <Button variant="primary" autoFocus onPress={() => window.location.reload()}>
            Reload the page
          </Button>
        )
      }
    />
  );
}

/** Undefined while nobody is signed in, or nobody can say. */
async function currentUser(): Promise<User | undefined> {
  try {
    const response = await fetch('/auth/session', {
      credentials: 'same-origin',
      headers: { accept: 'application/json' },
    });
    return response.ok ? ((await response.json()) as { user: User }).user : undefined;
  } catch {
    return undefined;
  }
}
