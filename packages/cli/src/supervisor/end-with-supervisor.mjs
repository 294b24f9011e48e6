/**
 * Loaded into every process before its own code: when the supervisor is gone (its IPC pipe has closed), the process
 * gets a moment to finish what it does about that itself, and then ends. No supervised process outlives its supervisor.
 */
const graceMs = 3_000;

process.once('disconnect', () => {
  setTimeout(() => process.exit(1), graceMs).unref();
});
