/** What is live, in the form of the AWS Frontend Discovery schema (v1-pre), for tools that know nothing of us. */
import { ownerOf } from '@tessera/contracts';
import type { AppManifest, Teams } from '@tessera/contracts';
import { fileUrl } from '../composition/browser-composition.ts';
import type { LiveRelease, ResolvedComposition } from '../composition/resolve.ts';

const discoverySchema = 'https://raw.githubusercontent.com/awslabs/frontend-discovery/main/schema/v1-pre.json';

/** Top level exactly `schema` and `microFrontends`; everything of ours goes into `extras`. */
export function discoveryDocument(resolved: ResolvedComposition | undefined, teams: Teams): object {
  const entries = (resolved?.apps ?? []).map((release) => [release.row.module, versionsOf(release, teams)]);
  return { schema: discoverySchema, microFrontends: Object.fromEntries(entries) };
}

function versionsOf({ row, manifest, previous, canary }: LiveRelease<AppManifest>, teams: Teams): object[] {
  const fallback = previous === undefined ? {} : { fallbackUrl: fileUrl(previous, previous.entry) };
  const share = canary?.share ?? 0;
  const owner = ownerOf(teams, row.module);
  const describe = (of: AppManifest, traffic: number): object => ({
    url: fileUrl(of, of.entry),
    ...(of === manifest ? fallback : {}),
    metadata: { integrity: of.files[of.entry]!.integrity, version: of.version },
    deployment: { traffic, default: of === manifest },
    extras: {
      team: owner?.team ?? row.team,
      contact: owner?.contact ?? row.contact,
      digest: of.digest,
      format: of.format ?? 'esm',
      css: of.css.map((path) => fileUrl(of, path)),
      routes: of.contract.contributions.routes.map((route) => route.path),
      ...(of === manifest ? { since: row.since } : {}),
    },
  });
  return [
    describe(manifest, 100 - share),
    ...(canary === undefined ? [] : [describe(canary.manifest, share)]),
    ...(previous === undefined || previous === canary?.manifest || previous.version === manifest.version
      ? []
      : [describe(previous, 0)]),
  ];
}
