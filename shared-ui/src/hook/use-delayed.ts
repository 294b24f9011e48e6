import { useEffect, useState } from 'react';

/**
 * True once `active` has lasted `ms`; false at once when it ends. What answers faster than that never flashes a skeleton.
 * @param ms @default 150
 */
export function useDelayed(active: boolean, ms = 150): boolean {
  const [passed, setPassed] = useState(false);
  useEffect(() => {
    if (!active) return;
    const timer = setTimeout(() => setPassed(true), ms);
    return () => {
      clearTimeout(timer);
      setPassed(false);
    };
  }, [active, ms]);
  return active && passed;
}
