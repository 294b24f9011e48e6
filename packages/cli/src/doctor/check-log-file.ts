/** A log in a file: readable, sound, in the mode that makes an acknowledgement worth something. */
import { isLogError } from '@tessera/event-log';
import { inspectSqliteLog } from '@tessera/event-log/sqlite';
import { existsSync, statfsSync } from 'node:fs';
import { formatBytes } from '../terminal/bytes.ts';
import { about, type Finding } from './finding.ts';

/** `statfs` types of file systems on which several processes cannot share a write-ahead log. */
const network = new Map([
  [0x6969, 'NFS'],
  [0xff534d42, 'CIFS'],
  [0xfe534d42, 'SMB'],
  [0x65735546, 'FUSE'],
]);

export function checkLogFile(path: string): Finding[] {
  const { ok, warning, problem } = about('log');
  if (!existsSync(path)) return [ok(`${path} does not exist yet: \`tessera start\` makes it`)];
  const findings: Finding[] = [];
  try {
    const { head, epoch, bytes, walBytes, journalMode, problems } = inspectSqliteLog(path);
    findings.push(ok(`${path}: ${head} commits, ${formatBytes(bytes + walBytes)}, epoch ${epoch}`));
    if (problems.length > 0) {
      findings.push(
        problem(
          `${path} is damaged: ${problems.join('; ')}`,
          'Stop the product, keep a copy, and restore a backup, or export what is readable (`tessera events export`) and import it into a new file.',
        ),
      );
    }
    findings.push(
      journalMode === 'wal'
        ? ok(
            'every append is synced to the disk before it is acknowledged (WAL, synchronous=FULL, set by every process that opens it)',
          )
        : problem(
            `${path} is in journal mode "${journalMode}": somebody changed it, and readers now block writers`,
            'Stop the product and start it again: it switches to WAL on opening.',
          ),
    );
  } catch (error) {
    if (!isLogError(error)) throw error;
    findings.push(problem(error.message, 'See docs/reference/event-log.md for what each code means.'));
  }
  const kind = network.get(statfsSync(path).type);
  if (kind !== undefined) {
    const advice = 'Put the data folder on a local disk; for several machines use NATS (TESSERA_LOG=nats://…).';
    findings.push(warning(`${path} lies on ${kind}, where locks and fsync may not hold what they promise`, advice));
  }
  return findings;
}
