/** The `tessera` command line. What there is stands in `verbs/table.ts`; here it is read, run, and its failures are told. */
import { Command, CommanderError } from 'commander';
import { errorJson, exitCodeOf, renderError } from './errors/render-error.ts';
import { exitCodes } from './errors/codes.ts';
import { NobodyLooks } from './terminal/end-of-interest.ts';
import { createStyle } from './terminal/style.ts';
import { addVerb } from './verbs/add-verb.ts';
import { families, verbs } from './verbs/table.ts';

/** Runs one command and sets the process's exit code. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : exitCodes.USAGE;
      return;
    }
    if (error instanceof NobodyLooks) {
      process.exitCode = error.exitCode;
      return;
    }
    process.stderr.write(
      args.includes('--json') ? `${errorJson(error)}\n` : renderError(error, createStyle(process.stderr)),
    );
    process.exitCode = exitCodeOf(error);
  }
}

export function createProgram(): Command {
  const program = new Command('tessera')
    .description(
      'Many teams, one product: runs it on this machine, publishes, promotes and rolls back its modules, and looks into its log.',
    )
    .option('--data <folder>', 'the data folder of the product (default: TESSERA_DATA, else .data in the repository)')
    .option('--json', 'results as JSON on stdout, and nothing else there; progress goes to stderr')
    .showHelpAfterError('(--help shows how it is used)')
    .helpCommand(false)
    .exitOverride();
  for (const verb of verbs) addVerb(program, verb);
  for (const { name, group, summary, verbs: below } of families) {
    const family = program
      .command(name)
      .helpCommand(false)
      .helpGroup(group)
      .summary(summary)
      .description(summary)
      .exitOverride();
    for (const verb of below) addVerb(family, verb);
  }
  return program;
}
