/** The code of a published service, from the artifact store: checked against what was released before it is run. */
import { integrityOf, verifyManifest } from '@tessera/contracts';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFolder } from '../data-folder/paths.ts';

export interface ServiceRelease {
  /** `orders-service` */
  readonly module: string;
  readonly version: string;
  readonly digest: string;
}

/** `orders-service@1.1.0`: what its processes and the composition call it. */
export function releaseName({ module, version }: Pick<ServiceRelease, 'module' | 'version'>): string {
  return `${module}@${version}`;
}

/** The path of its entry. Throws, saying why it cannot be run and what to do. */
export async function releaseToRun(data: DataFolder, release: ServiceRelease): Promise<string> {
  const name = releaseName(release);
  const folder = join(data.artifacts, release.module, release.version);
  if (!existsSync(folder)) throw new Error(`${name} is not in ${data.artifacts}. Publish it again.`);
  const manifest = await verifyManifest(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  if (manifest.digest !== release.digest)
    throw new Error(`${folder} holds ${manifest.digest}, but ${release.digest} was released. Publish it again.`);
  if (manifest.kind !== 'service' || manifest.entry === undefined)
    throw new Error(`${name} was published without its code. Publish it again, and promote what comes of it.`);
  for (const [path, { integrity }] of Object.entries(manifest.files)) {
    const bytes = await readFile(join(folder, path));
    if ((await integrityOf(new Uint8Array(bytes))) === integrity) continue;
    throw new Error(`${join(folder, path)} is not what was released. Publish it again.`);
  }
  return join(folder, manifest.entry);
}
