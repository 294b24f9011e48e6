/** A task that `npm` started must not outlive it, however npm's side ends: the IPC channel's end is our signal. */
export function exitWithParent() {
  if (!process.channel) return;
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  // Listening keeps the channel open, and the task would never end by itself.
  process.channel.unref();
}
