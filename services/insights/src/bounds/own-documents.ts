/**
 * Documents that a projection keeps for itself beside those it shows. They stand in a partition of their own, which no
 * live field grants, and under keys that no shown document has.
 */
export const ownPartition = 'own';

/** `own` tells them from shown documents. */
export interface OwnDocument {
  readonly own: string;
}

export function isOwn(doc: object): doc is OwnDocument {
  return 'own' in doc;
}

/** Ids and dates never begin with a tilde. */
export function ownKey(kind: string, id: string): string {
  return `~${kind}:${id}`;
}

/** What the bounds need of a projection's documents. */
export interface OwnDocuments {
  get(key: string): object | undefined;
  put(key: string, doc: OwnDocument): void;
  remove(key: string): void;
}
