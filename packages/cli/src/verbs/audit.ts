import type { AuditOptions } from '../commands/audit.ts';
import { anyEnvironmentOption, gatewayOptions } from './gateway-options.ts';
import { groups } from './groups.ts';
import type { Verb } from './verb.ts';

export const audit: Verb<AuditOptions> = {
  usage: 'audit [module]',
  group: groups.release,
  summary: 'who released what, when and why, and what was refused',
  description: 'Newest first. With --json every entry has its verdict, refusals and evidence whole.',
  options: [
    anyEnvironmentOption,
    { flags: '--team <name>', description: "one team's modules" },
    { flags: '--action <name>', description: 'one kind: published, promoted, canary-started, rolled-back, killed, …' },
    { flags: '--refused', description: 'only what the gate refused, and why' },
    { flags: '--limit <number>', description: 'so many entries', default: '50' },
    ...gatewayOptions,
  ],
  examples: ['tessera audit', 'tessera audit orders --environment production', 'tessera audit --refused --json'],
  async run(context, [module], options) {
    const { auditCommand } = await import('../commands/audit.ts');
    await auditCommand(context, module as string | undefined, options);
  },
};
