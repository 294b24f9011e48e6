/** One correlation id per thing the person does: a click and all it leads to can be followed through every log. */

export interface Correlation {
  /** The id of what the person did last. */
  current(): string;
  /** A new one from here on. */
  renew(): string;
}

/** `target` is where the person acts; absent outside of a page. */
export function createCorrelation(newId: () => string, target?: EventTarget): Correlation {
  let id = newId();
  const renew = (): string => (id = newId());
  for (const event of ['pointerdown', 'keydown', 'submit', 'popstate'])
    target?.addEventListener(event, renew, { capture: true, passive: true });
  return { current: () => id, renew };
}
