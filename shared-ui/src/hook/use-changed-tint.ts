import { useEffect, useRef, useState } from 'react';

/** How long a changed row stays tinted, as in `--ts-tint-time`. */
export const tintTime = 1100;

/**
 * Which keys to tint now. Feed it the newest change set (`useLive().changed`): each key stays for about a second from
 * its last change, also when the next set no longer has it.
 */
export function useChangedTint<K>(changed: ReadonlySet<K> | undefined, ms = tintTime): ReadonlySet<K> {
  const [tinted, setTinted] = useState<ReadonlySet<K>>(new Set());
  const timers = useRef(new Map<K, ReturnType<typeof setTimeout>>());

  useEffect(() => {
    if (!changed || changed.size === 0) return;
    setTinted((now) => new Set([...now, ...changed]));
    for (const key of changed) {
      clearTimeout(timers.current.get(key));
      timers.current.set(
        key,
        setTimeout(() => {
          timers.current.delete(key);
          setTinted((now) => new Set([...now].filter((other) => other !== key)));
        }, ms),
      );
    }
  }, [changed, ms]);

  useEffect(() => {
    const running = timers.current;
    return () => {
      for (const timer of running.values()) clearTimeout(timer);
      running.clear();
    };
  }, []);

  return tinted;
}
