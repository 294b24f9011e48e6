/** Runs after what is ready now. In a page timers are clamped to 4 ms once they nest; a message is not. */
export const soon: (run: () => void) => void = typeof setImmediate === 'function' ? setImmediate : makeSoon();

function makeSoon(): (run: () => void) => void {
  const waiting: (() => void)[] = [];
  const channel = new MessageChannel();
  channel.port1.onmessage = () => waiting.shift()?.();
  return (run) => {
    waiting.push(run);
    channel.port2.postMessage(null);
  };
}
