import type { RecordedEvent } from '@tessera/event-log';
import type { Problem } from './decision.ts';
import type { IndexValue } from './projection.ts';
import type { User } from './user.ts';

export interface PageRequest {
  /** `*` = all. @default '*' */
  readonly partition?: string | undefined;
  /** An index of the projection, or `key`. @default 'key' */
  readonly order?: string | undefined;
  readonly descending?: boolean | null | undefined;
  /** Word prefixes, all of which must match; empty or null: not applied. */
  readonly search?: string | null | undefined;
  /** Index → the value it must have, or any of several; entries that are null or undefined are not applied. */
  readonly where?: { readonly [index: string]: IndexValue | readonly IndexValue[] | null | undefined } | undefined;
  readonly first: number;
  /** The `next` of the page before; null: from the start. Anything else: error `INVALID_CURSOR`. */
  readonly after?: string | null | undefined;
}

export interface Page<Doc> {
  readonly items: Doc[];
  /** Hand back as `after`; null on the last page. */
  readonly next: string | null;
  /** All that match, on whatever page. */
  readonly total: number;
}

/** A projection's documents, as resolvers read them. Synchronous: they are in this process. */
export interface DocumentReader<Doc> {
  /** Null when there is none: GraphQL's null. */
  get(key: string): Doc | null;
  /** In the order asked for, null where there is none. */
  getMany(keys: readonly string[]): (Doc | null)[];
  page(request: PageRequest): Page<Doc>;
}

export interface CommandOptions {
  /** Idempotency key: the same id on the same stream has its effect once, for ever. */
  readonly commandId: string;
  /** The `version` the decision was based on; when the stream has moved on: problem `STALE`. */
  readonly basedOn?: string | null | undefined;
}

export type CommandResult =
  | {
      readonly ok: true;
      /** Cursor of the commit, or, when nothing was recorded, of the stream's version. */
      readonly position: string;
      /** True when this command id had been carried out before. */
      readonly duplicate: boolean;
      readonly events: readonly RecordedEvent[];
    }
  | { readonly ok: false; readonly problem: Problem };

/** What resolvers are handed; nothing else reaches outside. */
export interface ResolverContext {
  readonly user: User | null;
  readonly correlationId: string;
  docs<Doc extends object = Record<string, unknown>>(projection: string): DocumentReader<Doc>;
  /** Loads the stream, decides, records. The commit is folded when it answers: read the document after it. */
  command(stream: string, id: string, name: string, input: object, options: CommandOptions): Promise<CommandResult>;
  /** Waits until everything up to the cursor is folded; bounded, then error `NOT_CAUGHT_UP`. */
  seen(position: string): Promise<void>;
  now(): string;
  newId(prefix: string): string;
  random(): number;
  /** SHA-256 of the text, 64 hex digits: for ids that must be the same when the same command comes twice. */
  hash(text: string): string;
}

/** A method type: see `Evolve`. Source and arguments are what the schema says. */
export type Resolver = { resolve(source: unknown, args: unknown, ctx: ResolverContext): unknown }['resolve'];
export type Resolvers = { readonly [type: string]: { readonly [field: string]: Resolver } };
