/** `tessera events verify` */
import { isLogError } from '@tessera/event-log';
import { openLog } from '@tessera/event-log/open';
import { verifySqliteLog } from '@tessera/event-log/sqlite';
import { endOfInterest } from '../terminal/end-of-interest.ts';
import type { Verb } from '../verbs/verb.ts';
import { eventGroups } from './groups.ts';
import { assertLogExists, fileOf, logOption, logUrl, type LogOptions } from './open-log.ts';
import { verifyByReading, type VerifyReport } from './verify-by-reading.ts';

export const verify: Verb<LogOptions> = {
  usage: 'verify',
  group: eventGroups.move,
  summary: 'whether the log is sound: pages, positions, every commit’s form',
  description:
    'Reads everything; the log may be in use. Exit code 1 when something is wrong, with what and where. A file is checked by SQLite first; a JetStream log is read from its first commit to its head.',
  options: [logOption],
  examples: ['tessera events verify', 'tessera events verify --log backup.db && echo sound'],
  async run({ data, output }, _args, options) {
    const url = logUrl(data, options);
    assertLogExists(url);
    const report = await look(url, endOfInterest());
    output.data(report);
    const { style } = output;
    const what = `${report.log}  ${style.dim(`epoch ${report.epoch}, head ${report.head}`)}`;
    if (report.problems.length === 0) {
      output.print(`${style.good('✓')} ${what}\n  ${report.events} events in ${report.commits} commits, all sound`);
      return 0;
    }
    output.print([`${style.bad('✗')} ${what}`, ...report.problems.map((problem) => `  ${problem}`)].join('\n'));
    return 1;
  },
};

async function look(url: string, signal: AbortSignal): Promise<VerifyReport> {
  const shown = url.replace(/\/\/[^@/]*@/, '//');
  try {
    const file = fileOf(url);
    const pages = file === undefined ? [] : verifySqliteLog(file).problems;
    // Damaged pages would only fail again, less clearly.
    if (pages.length > 0) return { ...nothing, log: shown, problems: pages };
    const log = await openLog(url);
    try {
      return { log: shown, ...(await verifyByReading(log, signal, { commands: file === undefined })) };
    } finally {
      await log.close();
    }
  } catch (error) {
    if (!isLogError(error, 'LOG_CORRUPT') && !isLogError(error, 'LOG_NOT_A_LOG')) throw error;
    return { ...nothing, log: shown, problems: [error.message] };
  }
}

const nothing = { epoch: 'unknown', head: 0, commits: 0, events: 0 };
