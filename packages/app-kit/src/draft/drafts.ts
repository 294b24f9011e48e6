/** What people typed and did not send yet, kept on this device until it is sent or thrown away. */

const prefix = 'tessera.draft.';
/** Drafts nobody came back to are dropped. */
const keptMs = 30 * 24 * 3_600_000;

export interface Draft {
  readonly value: unknown;
  /** What kind of value whoever wrote it began with: it is one of those that their page can read, then. */
  readonly of?: string | undefined;
  /** Members that whoever wrote it knew of: what is among them and not in the value was taken out. */
  readonly known?: readonly string[] | undefined;
}

interface Stored extends Draft {
  readonly at: number;
}

export interface Drafts {
  /** Undefined when there is none. The same object until it changes. */
  read(key: string): Draft | undefined;
  write(key: string, draft: Draft): void;
  remove(key: string): void;
  /** Called when the draft changes, here or in another tab. The answer stops it. */
  onChange(key: string, listener: () => void): () => void;
}

/** `owner` keeps people who share a device apart. */
export function createDrafts(owner: string, storage: Storage | undefined, now: () => number = Date.now): Drafts {
  const at = (key: string): string => `${prefix}${owner}.${key}`;
  const cache = new Map<string, { text: string | null; draft: Draft | undefined }>();
  const listeners = new Map<string, Set<() => void>>();
  // Storage may be forbidden or full: drafts then last as long as the page.
  const forThisPage = new Map<string, string>();
  // The person says whether they go with it: by a link, a reload of theirs, or one that a release asks for.
  const ask = (event: Event): void => event.preventDefault();
  dropOld(storage, now());

  function textOf(key: string): string | null {
    const own = forThisPage.get(key);
    if (own !== undefined) return own;
    try {
      return storage?.getItem(at(key)) ?? null;
    } catch {
      return null;
    }
  }

  function tell(key: string): void {
    if (forThisPage.size > 0) window.addEventListener('beforeunload', ask);
    else window.removeEventListener('beforeunload', ask);
    for (const listener of [...(listeners.get(key) ?? [])]) listener();
  }

  return {
    read(key) {
      const text = textOf(key);
      const cached = cache.get(key);
      if (cached !== undefined && cached.text === text) return cached.draft;
      const draft = parse(text);
      cache.set(key, { text, draft });
      return draft;
    },
    write(key, draft) {
      const text = JSON.stringify({ at: now(), ...draft } satisfies Stored);
      try {
        if (storage === undefined) throw new Error('There is no storage.');
        storage.setItem(at(key), text);
        forThisPage.delete(key);
      } catch {
        forThisPage.set(key, text);
      }
      cache.set(key, { text, draft });
      tell(key);
    },
    remove(key) {
      forThisPage.delete(key);
      try {
        storage?.removeItem(at(key));
      } catch {
        // It was not there then.
      }
      tell(key);
    },
    onChange(key, listener) {
      const own = listeners.get(key) ?? new Set();
      listeners.set(key, own.add(listener));
      const onStorage = (event: StorageEvent): void => {
        if (event.key === at(key)) listener();
      };
      window.addEventListener('storage', onStorage);
      return () => {
        own.delete(listener);
        window.removeEventListener('storage', onStorage);
      };
    },
  };
}

function parse(text: string | null): Draft | undefined {
  if (text === null) return undefined;
  try {
    const { value, of, known } = JSON.parse(text) as Stored;
    return { value, of, known };
  } catch {
    return undefined;
  }
}

function dropOld(storage: Storage | undefined, now: number): void {
  try {
    const keys = Object.keys(storage ?? {}).filter((key) => key.startsWith(prefix));
    for (const key of keys) {
      const at = (JSON.parse(storage?.getItem(key) ?? '{}') as Partial<Stored>).at ?? 0;
      if (now - at > keptMs) storage?.removeItem(key);
    }
  } catch {
    // Nothing can be dropped where nothing can be read.
  }
}
