/** A task that `npm` started must not outlive it, however npm's side ends: the IPC channel's end is our signal. */
export function exitWithParent() {
  if (process.channel) process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
}
