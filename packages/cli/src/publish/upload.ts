/** Sending a release's files to the gateway's artifact store: gzip'd JSON lines, the manifest first. */
import { uploadLines, type Manifest } from '@tessera/contracts';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { CliError, type CliErrorDetails } from '../errors/cli-error.ts';
import type { GatewayClient } from '../gateway/gateway-client.ts';

const compress = promisify(gzip);

export async function uploadRelease(gateway: GatewayClient, manifest: Manifest, folder: string): Promise<void> {
  const lines: string[] = [];
  for await (const line of uploadLines(manifest, (path) => readFile(join(folder, path), 'base64'))) lines.push(line);
  const body = await compress(lines.join(''));
  const path = `/_artifacts/${encodeURIComponent(manifest.module)}/${encodeURIComponent(manifest.version)}`;
  const response = await gateway.put(path, body, {
    'content-type': 'application/x-ndjson',
    'content-encoding': 'gzip',
  });
  if (response.ok) return;
  const text = await response.text();
  throw new CliError(
    'UPLOAD_REFUSED',
    `The artifact store refused ${manifest.module}@${manifest.version} (${response.status})`,
    {
      ...reasonIn(text),
      advice:
        response.status === 401 || response.status === 403
          ? 'Use the deploy token of the team that owns the module: TESSERA_TOKEN, or --data of the product.'
          : 'Nothing was published. Mend what it says and publish again.',
    },
  );
}

function reasonIn(text: string): Pick<CliErrorDetails, 'why' | 'refusal'> {
  try {
    const { message, code } = JSON.parse(text) as { message?: string; code?: string };
    return { why: message ?? text, refusal: code };
  } catch {
    return { why: text.slice(0, 300) || 'it gave no reason' };
  }
}
