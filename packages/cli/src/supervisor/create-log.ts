/** The log is there, and answers, before the first of the services starts that open it all at once. */
import { isLogError, isServerUrl, shownUrl } from '@tessera/event-log';
import { openLog } from '@tessera/event-log/open';
import { CliError, messageOf } from '../errors/cli-error.ts';

/** Long enough for servers that are started together with us to find their leader. */
const patienceMs = 15_000;

export async function createLog(url: string, patience = patienceMs): Promise<void> {
  try {
    const log = await openLog(url, { patienceMs: patience });
    await log.close();
  } catch (error) {
    throw new CliError('START_FAILED', `The event log ${shownUrl(url)} cannot be opened`, {
      why: messageOf(error),
      advice: adviceFor(url, error),
      cause: error,
    });
  }
}

function adviceFor(url: string, error: unknown): string {
  if (isLogError(error, 'LOG_URL')) return 'Set TESSERA_LOG to sqlite:<path> or nats://host:port, or leave it out.';
  if (isServerUrl(url)) {
    return `Then start again. \`tessera doctor\` looks at each server; without TESSERA_LOG the log is a file in the data folder.`;
  }
  return 'Check that the file is there and that this user may write to it (TESSERA_LOG, --data); `tessera doctor` looks closer.';
}
