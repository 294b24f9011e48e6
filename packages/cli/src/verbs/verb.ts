/**
 * One verb of the command line, as data: what `--help` says, what docs/reference/cli.md says, and what runs. A verb is a
 * file that exports one, and a row in a table: `table.ts`, or `../events/verbs.ts` for `tessera events …`.
 */
import type { Context } from '../commands/context.ts';

/** `Options`: the values of the verb's options, by name in camel case, as commander reads them. */
export interface Verb<Options = object> {
  /** As it is typed after `tessera`, or after `tessera events`: `tail`, `get <position>`, `park list [key]`. */
  readonly usage: string;
  /** The heading it stands under in its parent's help. */
  readonly group: string;
  /** One line for the parent's help. */
  readonly summary: string;
  /** What the summary leaves out: effects, defaults, exit codes. Paragraphs, each one line; the terminal wraps them. */
  readonly description?: string;
  /** Besides `--data` and `--json`, which every verb has. */
  readonly options?: readonly VerbOption[];
  /** At least one, whole: `tessera events tail --service orders`. */
  readonly examples: readonly string[];
  /**
   * Does it. `args`: what stands for `<…>` and `[…]`, in their order. Returns the exit code; nothing is 0. What only this
   * verb needs and is heavy is imported in here, so that `tessera --help` stays quick.
   */
  run(context: Context, args: VerbArguments, options: Options): Promise<number | void>;
}

/** `--flag <value>` and what it does. A default is printed by `--help`. */
export interface VerbOption {
  readonly flags: string;
  readonly description: string;
  readonly default?: string;
  /** What it is when it is not given, where that hangs on what the command is about; `description` says how. */
  readonly otherwise?: (context: Context, given: Readonly<Record<string, unknown>>) => string;
}

/** A text each; undefined for `[optional]` ones left out; a list for `<variadic...>` ones. */
export type VerbArguments = readonly (string | readonly string[] | undefined)[];

/** A verb in a table, where the type of its options no longer matters: they come from commander, by its own flags. */
export type AnyVerb = Verb<never>;

/** The argument at a place, where `usage` says that there is exactly one. */
export function argument(args: VerbArguments, at: number): string {
  const value = args[at];
  if (typeof value === 'string') return value;
  throw new Error(`argument ${at} of the verb is not one text`);
}
