/**
 * Resolves at the first signal, or when whatever started us is gone (the IPC channel of `npm start` closes). Later
 * signals change nothing: one Ctrl+C arrives twice, from the terminal and handed on by npm, and draining has its limits anyway.
 */
export function untilAskedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve());
    if (!process.channel) return;
    process.once('disconnect', () => resolve());
    // Listening keeps the channel, and with it the process, open: a start that failed would never end.
    process.channel.unref();
  });
}
