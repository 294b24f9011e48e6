/** `work`, done once for each object: what is worked out of a definition is the same for every host that runs it. */
export function oncePer<K extends object, V>(work: (of: K) => V): (of: K) => V {
  const known = new WeakMap<K, { readonly value: V }>();
  return (of) => {
    const before = known.get(of);
    if (before !== undefined) return before.value;
    const value = work(of);
    known.set(of, { value });
    return value;
  };
}
