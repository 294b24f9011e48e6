/** Ends the session and leaves: what this page shows is not for whoever comes next. */
export async function signOut(): Promise<void> {
  await fetch('/auth/sign-out', { method: 'POST', credentials: 'same-origin' }).catch(() => undefined);
  globalThis.location.assign('/auth/sign-in');
}
