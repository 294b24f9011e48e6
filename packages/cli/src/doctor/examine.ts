/** Everything `tessera doctor` looks at. Changes nothing. */
import { isLogError } from '@tessera/event-log';
import type { DataFolder } from '../data-folder/paths.ts';
import { fileOf } from '../events/open-log.ts';
import { checkDataFolder } from './check-data-folder.ts';
import { checkKeys } from './check-keys.ts';
import { checkLogFile } from './check-log-file.ts';
import { checkNats } from './check-nats.ts';
import { checkNode } from './check-node.ts';
import { checkProcesses } from './check-processes.ts';
import { about, type Finding } from './finding.ts';

export async function examine(data: DataFolder, log: string): Promise<Finding[]> {
  const [ofLog, ofKeys, ofProcesses] = await Promise.all([
    checkLog(log),
    checkKeys(data, log, process.env.TESSERA_KEYS || undefined),
    checkProcesses(data),
  ]);
  return [...checkNode(), ...checkDataFolder(data), ...ofLog, ...ofKeys, ...ofProcesses];
}

async function checkLog(url: string): Promise<Finding[]> {
  const file = fileOf(url);
  if (file !== undefined) return checkLogFile(file);
  const { warning, problem } = about('log');
  if (url.startsWith('memory:')) {
    return [
      warning('the log is in memory: it ends with the process', 'Leave TESSERA_LOG out, or name a file or NATS.'),
    ];
  }
  try {
    return await checkNats(url);
  } catch (error) {
    if (!isLogError(error)) throw error;
    return [problem(error.message, 'Set TESSERA_LOG to sqlite:<path> or nats://host:port, or leave it out.')];
  }
}
