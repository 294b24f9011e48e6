/** From a verb's description to commander's command. */
import type { Command } from 'commander';
import { createContext, type Context, type GlobalOptions } from '../commands/context.ts';
import type { AnyVerb, VerbArguments } from './verb.ts';

/** What words that only lead to further words stand for, in their parent's help. */
const groupSummaries: Readonly<Record<string, string>> = {
  'events park': 'events a service could not handle: list, retry, drop them',
  'events keys': 'keys of personal data: move them to where the log is',
};

/** Adds the verb below its parent; the words of `park list` become commands of their own. */
export function addVerb(parent: Command, verb: AnyVerb): void {
  const { words, rest } = wordsOf(verb.usage);
  const last = words.at(-1)!;
  const command = words
    .slice(0, -1)
    .reduce((at, word) => findOrAddGroup(at, word, verb.group), parent)
    .command([last, ...rest].join(' '))
    .helpGroup(verb.group)
    .helpCommand(false)
    .summary(verb.summary)
    .description(verb.description === undefined ? `${verb.summary}.` : `${verb.summary}.\n\n${verb.description}`)
    .exitOverride();
  for (const option of verb.options ?? []) command.option(option.flags, option.description, option.default);
  command
    // So that they can stand behind the command as well, where most people write them.
    .option('--data <folder>', 'the data folder of the product')
    .option('--json', 'results as JSON on stdout, and nothing else there')
    .addHelpText('after', `\nExamples:\n${verb.examples.map((line) => `  ${line}`).join('\n')}`)
    .action(async (...given: unknown[]) => {
      const args = given.slice(0, rest.length) as VerbArguments;
      const context = createContext(command.optsWithGlobals<GlobalOptions>());
      const code = await verb.run(context, args, withDefaults(context, verb, command) as never);
      if (typeof code === 'number') process.exitCode = code;
    });
}

/** Those that commander cannot know. */
function withDefaults(
  context: Context,
  { options = [] }: AnyVerb,
  command: Command,
): Readonly<Record<string, unknown>> {
  const given = command.opts<Record<string, unknown>>();
  const missing = options.flatMap(({ flags, otherwise }) => {
    const name = command.options.find((option) => option.flags === flags)!.attributeName();
    return otherwise === undefined || given[name] !== undefined ? [] : [[name, otherwise(context, given)] as const];
  });
  return { ...given, ...Object.fromEntries(missing) };
}

function findOrAddGroup(parent: Command, word: string, group: string): Command {
  const known = parent.commands.find((command) => command.name() === word);
  const summary = groupSummaries[`${parent.name()} ${word}`];
  return (
    known ??
    parent
      .command(word)
      .helpGroup(group)
      .helpCommand(false)
      .summary(summary ?? '')
      .exitOverride()
  );
}

/** `park list [key]` → the words `park`, `list` and the rest `[key]`. */
function wordsOf(usage: string): { readonly words: string[]; readonly rest: string[] } {
  const parts = usage.split(' ');
  const first = parts.findIndex((part) => /^[<[]/.test(part));
  return first === -1 ? { words: parts, rest: [] } : { words: parts.slice(0, first), rest: parts.slice(first) };
}
