import type { StartOptions } from '../commands/start.ts';
import { groups } from './groups.ts';
import type { Verb } from './verb.ts';

export const start: Verb<StartOptions> = {
  usage: 'start',
  group: groups.run,
  summary: 'run the whole product on this machine',
  description:
    'Starts services and gateway, publishes and seeds what is missing on a new data folder, and keeps everything running until Ctrl+C.',
  options: [
    { flags: '--port <number>', description: "the gateway's port (default: 4000, or the next free one)" },
    {
      flags: '--environment <name>',
      description: 'what the processes are told: development or production',
      default: 'development',
    },
    {
      flags: '--serve <environment>',
      description: 'whose releases are served (default: as before on this data folder; production on a new one)',
    },
    {
      flags: '--releases-of <folder>',
      description:
        'an environment of the product on that data folder: releases and who may deploy are its own, log and services are not shared',
    },
    {
      flags: '--replicas <service=number,…>',
      description: 'several processes of a service: orders=2,catalog=3 (default: one of each)',
    },
    {
      flags: '--rollback-window <minutes>',
      description: "how long a service's former release is kept running after requests went to another one",
      default: '10',
    },
    { flags: '--no-seed', description: 'start a new data folder empty' },
    { flags: '--no-publish', description: 'publish nothing' },
  ],
  examples: [
    'tessera start',
    'tessera start --data ../second --port 4100',
    'tessera start --data .staging --port 4100 --serve staging --releases-of .data',
  ],
  async run(context, _args, options) {
    const { startCommand } = await import('../commands/start.ts');
    await startCommand(context, options);
  },
};
