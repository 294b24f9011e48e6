/**
 * A map that mostly holds one entry, and is emptied all the time: the first entry needs no table. (A `Map` that is cleared
 * makes a new one; done twice per event, that was a quarter of a fold's garbage.)
 */
export interface FewMap<Value> {
  has(key: string): boolean;
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  /** In the order in which keys were first set. */
  keys(): string[];
  forEach(run: (value: Value, key: string) => void): void;
  clear(): void;
}

export function createFewMap<Value>(): FewMap<Value> {
  let first: string | undefined;
  let firstValue: Value | undefined;
  const others = new Map<string, Value>();
  return {
    has: (key) => key === first || others.has(key),
    get: (key) => (key === first ? firstValue : others.get(key)),
    set(key, value) {
      if (first === undefined || key === first) {
        first = key;
        firstValue = value;
      } else others.set(key, value);
    },
    keys: () => (first === undefined ? [] : [first, ...others.keys()]),
    forEach(run) {
      if (first !== undefined) run(firstValue as Value, first);
      if (others.size > 0) others.forEach(run);
    },
    clear() {
      first = undefined;
      firstValue = undefined;
      if (others.size > 0) others.clear();
    },
  };
}
