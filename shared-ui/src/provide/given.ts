/** What `given` makes of `T`: optional where a value may be undefined. */
export type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined: react-aria tells "not passed" (uncontrolled) from "passed as undefined". */
export function given<T extends object>(props: T): Given<T> {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as Given<T>;
}
