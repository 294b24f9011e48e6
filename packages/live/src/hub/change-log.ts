/**
 * Which keys of a group changed lately, so that a frame need not look at every document. Changes are kept in buckets, one
 * per frame sent to the readers that keep up; those all stand at a bucket's end, and so get the same bytes.
 */
export interface ChangeLog {
  /** `key` changed at `position`; positions never decrease. */
  note(key: string, position: number): void;
  /** A frame is being sent: what was noted so far is one bucket, ending at `position`. */
  close(position: number): void;
  /**
   * What may have changed after `position`. `since` is the oldest position from which the same holds: readers between two
   * changes need not be told apart. `keys` is undefined when it is too long ago to know. Undefined: nothing changed.
   */
  after(position: number): { readonly since: number; readonly keys: readonly string[] | undefined } | undefined;
  /** Forgets everything up to `position`, where a new view starts. */
  restart(position: number): void;
}

interface Bucket {
  /** Position of its first change. */
  readonly start: number;
  /** Position of the frame that closed it; Infinity while open. */
  end: number;
  readonly keys: Set<string>;
}

/** Remembers at most `maxKeys` keys (and always the open bucket). */
export function createChangeLog(maxKeys = 5_000): ChangeLog {
  let buckets: Bucket[] = [];
  /** Where the oldest bucket begins: before it nothing is known. */
  let floor = 0;
  let lastChange = 0;
  let remembered = 0;

  return {
    note(key, position) {
      let bucket = buckets.at(-1);
      if (bucket === undefined || bucket.end !== Infinity) {
        bucket = { start: position, end: Infinity, keys: new Set() };
        buckets.push(bucket);
      }
      const before = bucket.keys.size;
      bucket.keys.add(key);
      remembered += bucket.keys.size - before;
      lastChange = position;
    },
    close(position) {
      const bucket = buckets.at(-1);
      if (bucket !== undefined && bucket.end === Infinity) bucket.end = position;
      while (remembered > maxKeys && buckets.length > 1) {
        const oldest = buckets.shift()!;
        remembered -= oldest.keys.size;
        floor = oldest.end;
      }
    },
    after(position) {
      if (position >= lastChange) return undefined;
      if (position < floor) return { since: position, keys: undefined };
      let first = buckets.length;
      while (first > 0 && buckets[first - 1]!.end > position) first -= 1;
      const since = position < buckets[first]!.start ? (buckets[first - 1]?.end ?? floor) : position;
      if (first === buckets.length - 1) return { since, keys: [...buckets[first]!.keys] };
      return { since, keys: [...new Set(buckets.slice(first).flatMap(({ keys }) => [...keys]))] };
    },
    restart(position) {
      buckets = [];
      floor = position;
      lastChange = position;
      remembered = 0;
    },
  };
}
