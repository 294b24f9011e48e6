/** The keys of personal data: in one place, and where every machine that runs services gets at them. */
import { isServerUrl, shownUrl } from '@tessera/event-log';
import { openBucket } from '@tessera/event-log/bucket';
import { existsSync } from 'node:fs';
import type { DataFolder } from '../data-folder/paths.ts';
import { messageOf } from '../errors/cli-error.ts';
import { about, type Finding } from './finding.ts';

/** The servers' own state is `checkNats`'s; this does not wait for them. */
const patienceMs = 2_000;

/** `named`: TESSERA_KEYS. */
export async function checkKeys(data: DataFolder, log: string, named: string | undefined): Promise<Finding[]> {
  const { ok, warning } = about('keys');
  const inFile = existsSync(data.keys);
  const servers = [named, log].find((place) => place !== undefined && isServerUrl(place));
  if (servers === undefined) return [];
  const move = `Stop the product everywhere, then: tessera events keys move --to nats${servers === log ? '' : ` --servers ${shownUrl(servers)}`}`;
  const findings: Finding[] = [];
  const onServers = await keysOn(servers);
  if (typeof onServers === 'string') {
    findings.push(
      warning(
        `whether there are keys of personal data on ${shownUrl(servers)} cannot be seen: ${onServers}`,
        'Start the servers, and look again.',
      ),
    );
  } else if (inFile && onServers > 0) {
    findings.push(
      warning(
        `there are keys of personal data both in ${data.keys} and on ${shownUrl(servers)} (${onServers}): a move was not completed, or services ran with either`,
        `${move}. It completes a move, and refuses where the two contradict each other.`,
      ),
    );
  } else if (onServers > 0) findings.push(ok(`${onServers} keys of personal data on ${shownUrl(servers)}`));
  if (inFile && onServers === 0 && isServerUrl(log)) {
    findings.push(
      warning(
        `the log is on servers, and the keys of personal data are in ${data.keys}: services on other machines cannot read them`,
        `${move}. Leave them where everything runs on this machine.`,
      ),
    );
  }
  return findings;
}

/** How many; or why that cannot be said. Makes nothing. */
async function keysOn(url: string): Promise<number | string> {
  try {
    const bucket = await openBucket({ url, name: 'keys', content: 'keys', create: false, patienceMs });
    if (bucket === undefined) return 0;
    try {
      return (await bucket.keysBelow('key')).length;
    } finally {
      await bucket.close();
    }
  } catch (error) {
    return messageOf(error);
  }
}
