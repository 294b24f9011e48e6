/**
 * What was used lately, bounded. Two generations: when the young one is full it becomes the old one and the old one goes.
 * (Deleting a Map's oldest entry again and again makes finding the next oldest slower and slower.)
 */
export interface Recent<Value> {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  delete(key: string): void;
  /** Whether anything was ever forgotten for lack of room. */
  readonly forgot: boolean;
}

/** Keeps at least the `limit / 2` values used last, at most `limit`. */
export function createRecent<Value>(limit: number): Recent<Value> {
  let young = new Map<string, Value>();
  let old = new Map<string, Value>();
  let forgot = false;

  function set(key: string, value: Value): void {
    young.set(key, value);
    if (young.size < limit / 2) return;
    forgot ||= [...old.keys()].some((each) => !young.has(each));
    old = young;
    young = new Map();
  }

  return {
    get(key) {
      const found = young.get(key);
      if (found !== undefined) return found;
      const older = old.get(key);
      if (older !== undefined) set(key, older);
      return older;
    },
    set,
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
    get forgot() {
      return forgot;
    },
  };
}
