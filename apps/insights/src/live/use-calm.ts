import { useEffect, useRef, useState } from 'react';

/** At most so often is drawn anew, in ms: faster than anybody reads, and slow enough to leave the main thread free. */
export const calmMs = 100;

/**
 * The newest value, handed on in animation frames and at most every 100 ms, however fast it changes. The component that
 * calls it renders with each change; what it gives the value to should not.
 */
export function useCalm<Value>(value: Value): Value {
  const [calm, setCalm] = useState(value);
  const newest = useRef(value);
  const last = useRef(0);
  const frame = useRef<number | undefined>(undefined);

  useEffect(() => {
    newest.current = value;
    if (frame.current !== undefined) return;
    const look = (now: number) => {
      if (now - last.current < calmMs) {
        frame.current = requestAnimationFrame(look);
        return;
      }
      last.current = now;
      frame.current = undefined;
      setCalm(newest.current);
    };
    frame.current = requestAnimationFrame(look);
  }, [value]);

  useEffect(
    () => () => {
      if (frame.current !== undefined) cancelAnimationFrame(frame.current);
      frame.current = undefined;
    },
    [],
  );
  return calm;
}
