/** `tessera events verify` */
import { isLogError } from '@tessera/event-log';
import { verifySqliteLog } from '@tessera/event-log/sqlite';
import { existsSync } from 'node:fs';
import { endOfInterest } from '../terminal/end-of-interest.ts';
import type { Verb } from '../verbs/verb.ts';
import { eventGroups } from './groups.ts';
import { keysOf, keysOption, lookAtSealed, renderSealed, type KeysOptions, type SealedLooker } from './keys.ts';
import { fileOf, logOption, logUrl, openExistingLog, type LogOptions } from './open-log.ts';
import { verifyByReading, type VerifyReport } from './verify-by-reading.ts';

export const verify: Verb<LogOptions & KeysOptions> = {
  usage: 'verify',
  group: eventGroups.move,
  summary: 'whether the log is sound: pages, positions, every commit’s form',
  description:
    'Reads everything; the log may be in use. Exit code 1 when something is wrong, with what and where. A file is checked by SQLite first; a JetStream log is read from its first commit to its head. Personal data that cannot be read with the keys at hand is told, and is no fault of the log.',
  options: [keysOption, logOption],
  examples: ['tessera events verify', 'tessera events verify --log backup.db && echo sound'],
  async run(context, _args, options) {
    const { output } = context;
    const url = logUrl(context.data, options);
    const keys = keysOf(context, url, options);
    const sealed = await lookAtSealed(keys);
    const report = await look(url, endOfInterest(), sealed);
    const personal = sealed.end();
    output.data({ ...report, personal });
    const { style } = output;
    const warning = renderSealed(personal, keys, style);
    const what = `${report.log}  ${style.dim(`epoch ${report.epoch}, head ${report.head}`)}`;
    if (report.problems.length === 0) {
      output.print(`${style.good('✓')} ${what}\n  ${report.events} events in ${report.commits} commits, all sound`);
      if (warning !== undefined) output.print(warning);
      return 0;
    }
    output.print([`${style.bad('✗')} ${what}`, ...report.problems.map((problem) => `  ${problem}`)].join('\n'));
    return 1;
  },
};

async function look(url: string, signal: AbortSignal, sealed: SealedLooker): Promise<VerifyReport> {
  const shown = url.replace(/\/\/[^@/]*@/, '//');
  try {
    const file = fileOf(url);
    const pages = file === undefined || !existsSync(file) ? [] : verifySqliteLog(file).problems;
    // Damaged pages would only fail again, less clearly.
    if (pages.length > 0) return { ...nothing, log: shown, problems: pages };
    const log = await openExistingLog(url);
    try {
      return {
        log: shown,
        ...(await verifyByReading(log, signal, { commands: file === undefined, each: sealed.look })),
      };
    } finally {
      await log.close();
    }
  } catch (error) {
    if (!isLogError(error, 'LOG_CORRUPT') && !isLogError(error, 'LOG_NOT_A_LOG')) throw error;
    return { ...nothing, log: shown, problems: [error.message] };
  }
}

const nothing = { epoch: 'unknown', head: 0, commits: 0, events: 0 };
