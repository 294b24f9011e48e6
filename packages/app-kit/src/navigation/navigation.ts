/** The address, as apps see it: the port that a router fills. */

export interface Place {
  /** Starts with "/". */
  readonly path: string;
  /** Starts with "?", or is empty. */
  readonly search: string;
  /** Starts with "#", or is empty. */
  readonly hash: string;
}

export interface NavigateOptions {
  /** Replaces the entry of the history instead of adding one. @default false */
  readonly replace?: boolean | undefined;
}

export interface Navigation {
  /** The same object until the address changes. */
  readonly place: () => Place;
  /** Called after each change. The answer stops it. */
  readonly onChange: (listener: () => void) => () => void;
  /** `to` is a path of this product, with search and hash. */
  readonly navigate: (to: string, options?: NavigateOptions) => void;
  /** Starts loading what is there: somebody points at a link. */
  readonly preload?: (to: string) => void;
}
