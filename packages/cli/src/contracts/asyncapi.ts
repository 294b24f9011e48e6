/** `tessera contracts asyncapi` */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { asyncApiDocument } from '@tessera/contracts';
import { CliError, messageOf } from '../errors/cli-error.ts';
import type { Verb } from '../verbs/verb.ts';
import { groups } from '../verbs/groups.ts';

interface AsyncApiFlags {
  readonly service?: string;
  readonly out?: string;
  readonly running?: boolean;
}

export const asyncapi: Verb<AsyncApiFlags> = {
  usage: 'asyncapi',
  group: groups.contracts,
  summary: 'the services’ events as an AsyncAPI 3 document',
  description:
    'A channel per service, a message per event type and version, who sends and who receives. From the sources in this repository; with --running from what the product that runs on the data folder answers.',
  options: [
    { flags: '--service <name>', description: 'only what this service records and reads: orders' },
    { flags: '--out <file>', description: 'write it there instead of printing it' },
    { flags: '--running', description: 'ask the processes that run on the data folder' },
  ],
  examples: ['tessera contracts asyncapi --out asyncapi.json', 'tessera contracts asyncapi --service orders --running'],
  async run({ root, cwd, data, output }, _args, { service, out, running = false }) {
    const { contractsFromProcesses, contractsFromSources } = await import('./service-contracts.ts');
    const contracts = running ? await contractsFromProcesses(root, data) : await contractsFromSources(root);
    if (service !== undefined && !contracts.some((each) => each.service === service)) {
      throw new CliError('UNKNOWN_MODULE', `There is no service "${service}"`, {
        why: `there are ${contracts.map((each) => each.service).join(', ')}`,
        advice: 'Name one of those, or leave --service out.',
      });
    }
    const title = service === undefined ? 'Events of the product' : `Events of ${service}`;
    const text = `${JSON.stringify(asyncApiDocument(contracts, { title, version: '1.0.0', service }), null, 2)}\n`;
    if (out === undefined) return output.line(text.trimEnd());
    const file = resolve(cwd, out);
    try {
      writeFileSync(file, text);
    } catch (error) {
      throw new CliError('USAGE', `${file} cannot be written`, {
        why: messageOf(error),
        advice: 'Name a file in a folder that is there and that you may write to.',
        cause: error,
      });
    }
  },
};
