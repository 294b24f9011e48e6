import { logOption, type LogOptions } from '../events/open-log.ts';
import { groups } from './groups.ts';
import type { Verb } from './verb.ts';

export const doctor: Verb<LogOptions> = {
  usage: 'doctor',
  group: groups.run,
  summary: 'whether machine, data folder, log and processes are as they should be',
  description:
    'Looks at Node, the data folder (rights, room, secrets), the log (a file, or each NATS server and the stream, and whether what we promise of an acknowledgement holds there) and the running processes. Changes nothing.\n\nExit code 1 when there is a problem, 0 with warnings only; each says what to do.',
  options: [logOption],
  examples: ['tessera doctor', 'tessera doctor --log nats://a:4222,b:4222,c:4222/tessera', 'tessera doctor --json'],
  async run(context, _args, options) {
    const { doctorCommand } = await import('../commands/doctor.ts');
    return doctorCommand(context, options);
  },
};
