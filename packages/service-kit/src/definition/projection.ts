import type { Occurrence } from './event.ts';
import type { ReadingRules } from './reading.ts';

/** A projection's documents while an event is folded. Changes are visible to `get` at once. */
export interface Documents<Doc> {
  get(key: string): Doc | undefined;
  put(key: string, doc: Doc): void;
  /** Changes a document that exists; does nothing when there is none. */
  patch(key: string, change: (doc: Doc) => Doc): void;
  remove(key: string): void;
}

export type IndexValue = string | number;

/** A fold of events into documents. Pure: no clock, no ids, no randomness; the event brings its time. */
export interface ProjectionDefinition<Doc = object> extends ReadingRules {
  /** The GraphQL type of its documents; a name the schema does not have keeps them internal to the service. */
  readonly type: string;
  /** Every document is in exactly one. @default 'all' */
  partition?(doc: Doc): string;
  /** Sortable and filterable values; `key` always exists. Null or undefined: the document is left out of that index. */
  readonly indexes?: { readonly [name: string]: Index<Doc> };
  /** Text to search in, word prefixes, case and accents ignored. */
  search?(doc: Doc): string;
  /** Count up when a function that the fold imports has changed: the fold's own text is watched, others' is not. @default 0 */
  readonly revision?: number;
  readonly on: { readonly [type: string]: Fold<Doc> };
}

/** Method types: see `Evolve`. */
export type Index<Doc> = { value(doc: Doc): IndexValue | null | undefined }['value'];
export type Fold<Doc> = { apply(docs: Documents<Doc>, e: Occurrence): void }['apply'];

/** A projection whose events are known by type; see `vocabulary`. */
export interface TypedProjection<Doc, Data> extends Omit<ProjectionDefinition<Doc>, 'on'> {
  readonly on: {
    readonly [Type in keyof Data & string]?: (docs: Documents<Doc>, e: Occurrence<Data[Type], Type>) => void;
  };
}

/** Declares a projection whose events' data is not known to the type checker; prefer `vocabulary({…}).projection`. */
export function projection<Doc extends object>(definition: ProjectionDefinition<Doc>): ProjectionDefinition<Doc> {
  return definition;
}
