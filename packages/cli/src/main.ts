/** The `tessera` command line: what there is, in words. Each command's code is loaded when it is asked for. */
import { Command, CommanderError } from 'commander';
import { createContext, type Context, type GlobalOptions } from './commands/context.ts';
import { errorJson, exitCodeOf, renderError } from './errors/render-error.ts';
import { exitCodes } from './errors/codes.ts';
import { createStyle } from './terminal/style.ts';

/** Runs one command and sets the process's exit code. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : exitCodes.USAGE;
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
      'Many teams, one product: runs it on this machine, and publishes, promotes and rolls back its modules.',
    )
    .option('--data <folder>', 'the data folder of the product (default: TESSERA_DATA, else .data in the repository)')
    .option('--json', 'print results as JSON; progress goes to stderr')
    .showHelpAfterError('(--help shows how it is used)')
    .exitOverride();
  const context = (command: Command): Context => createContext(command.optsWithGlobals<GlobalOptions>());
  const add = (name: string): Command =>
    program
      .command(name)
      // So that they can stand behind the command as well, where most people write them.
      .option('--data <folder>', 'the data folder of the product')
      .option('--json', 'print results as JSON')
      .exitOverride();
  const gatewayOption = [
    '--gateway <url>',
    'another gateway than the one running here (also TESSERA_GATEWAY)',
  ] as const;
  const environmentOption = ['--environment <name>', 'the environment', 'production'] as const;

  add('start')
    .summary('run the whole product on this machine')
    .description(
      'Starts services and gateway, publishes and seeds what is missing on a new data folder, and keeps everything running until Ctrl+C.',
    )
    .option('--port <number>', "the gateway's port (default: 4000, or the next free one)")
    .option('--environment <name>', 'what the processes are told: development or production', 'development')
    .option('--no-seed', 'start a new data folder empty')
    .option('--no-publish', 'publish nothing')
    .addHelpText('after', examples('tessera start', 'tessera start --data ../second --port 4100'))
    .action(async (options: StartFlags, command: Command) => {
      const { startCommand } = await import('./commands/start.ts');
      await startCommand(context(command), options);
    });

  add('stop')
    .summary('end the product that runs on the data folder, draining it')
    .action(async (_options: object, command: Command) => {
      const { stopCommand } = await import('./commands/status.ts');
      await stopCommand(context(command));
    });

  add('status')
    .summary('what is running: processes, pids, ports, restarts')
    .addHelpText('after', examples('tessera status', 'tessera status --json'))
    .action(async (_options: object, command: Command) => {
      const { statusCommand } = await import('./commands/status.ts');
      statusCommand(context(command));
    });

  add('publish <path...>')
    .summary('build a module and record it as a release')
    .description(
      'Builds the module in <path>, checks its operations against the running graph and publishes it. Nobody sees it until it is promoted.\n' +
        "The version is package.json's; when that was published with other content, the next free patch version.",
    )
    .option('--version <version>', 'exactly this version, or refuse')
    .option('--promote', 'make it live at once')
    .option(...environmentOption)
    .option(...gatewayOption)
    .option('--wait <seconds>', 'wait so long for a product that is starting')
    .addHelpText(
      'after',
      examples(
        'tessera publish apps/orders',
        'tessera publish apps/orders --promote',
        'tessera publish apps/orders --version 1.1.0',
      ),
    )
    .action(async (paths: string[], options: PublishFlags, command: Command) => {
      const { publishCommand } = await import('./commands/publish.ts');
      process.exitCode = await publishCommand(context(command), paths, options);
    });

  add('promote <module@version>')
    .summary('make a published release live')
    .option('--reason <text>', 'why, for the history')
    .option(...environmentOption)
    .option(...gatewayOption)
    .addHelpText(
      'after',
      examples('tessera promote orders@1.0.1', 'tessera promote orders@1.0.1 --reason "faster board"'),
    )
    .action(async (release: string, options: ReleaseFlags, command: Command) => {
      const { promoteCommand } = await import('./commands/releases.ts');
      await promoteCommand(context(command), release, options);
    });

  add('rollback <module>')
    .summary('return to the release that was live before')
    .option('--reason <text>', 'why, for the history')
    .option(...environmentOption)
    .option(...gatewayOption)
    .addHelpText('after', examples('tessera rollback orders'))
    .action(async (module: string, options: ReleaseFlags, command: Command) => {
      const { rollbackCommand } = await import('./commands/releases.ts');
      await rollbackCommand(context(command), module, options);
    });

  add('releases [module]')
    .summary('what is published, and what of it is live')
    .option(...environmentOption)
    .option(...gatewayOption)
    .addHelpText('after', examples('tessera releases', 'tessera releases orders --json'))
    .action(async (module: string | undefined, options: ReleaseFlags, command: Command) => {
      const { releasesCommand } = await import('./commands/releases.ts');
      await releasesCommand(context(command), module, options);
    });

  const events = program.command('events').summary('the event log').exitOverride();
  events
    .command('tail')
    .summary('what happened, and what happens')
    .option('--data <folder>', 'the data folder of the product')
    .option('--json', 'one JSON object per line')
    .option('--stream <pattern>', 'one stream, or a pattern: ev.orders.order.*')
    .option('--service <name>', 'one service, by its plain name: orders')
    .option('--type <name>', 'one type of event: OrderPlaced')
    .option('--after <position>', 'a number, or a cursor as --json prints it (default: from the beginning)')
    .option('--no-follow', 'end at what is there now')
    .option('--log <url>', "another log than the data folder's: sqlite:<path>, nats://…")
    .addHelpText(
      'after',
      examples(
        'tessera events tail --service orders',
        'tessera events tail --no-follow --json | jq -r .type | sort | uniq -c',
      ),
    )
    .exitOverride()
    .action(async (options: EventsFlags, command: Command) => {
      const { eventsTailCommand } = await import('./commands/events.ts');
      await eventsTailCommand(context(command), options);
    });
  return program;
}

interface StartFlags {
  readonly port?: string;
  readonly environment: string;
  readonly seed: boolean;
  readonly publish: boolean;
}

interface PublishFlags {
  readonly version?: string;
  readonly promote?: boolean;
  readonly environment: string;
  readonly gateway?: string;
  readonly wait?: string;
}

interface ReleaseFlags {
  readonly environment: string;
  readonly reason?: string;
  readonly gateway?: string;
}

interface EventsFlags {
  readonly stream?: string;
  readonly service?: string;
  readonly type?: string;
  readonly after?: string;
  readonly follow: boolean;
  readonly log?: string;
}

const examples = (...lines: readonly string[]): string => `\nExamples:\n${lines.map((line) => `  ${line}`).join('\n')}`;
