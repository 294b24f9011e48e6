/** Which version a publish gets. A published version never changes (docs/decisions/patch-versions.md). */
import { compareVersions } from '@tessera/contracts';

export interface PublishedVersion {
  readonly version: string;
  readonly digest: string;
}

export type VersionChoice =
  | { readonly kind: 'new'; readonly version: string; readonly digest: string; readonly insteadOf?: string }
  | { readonly kind: 'already-published'; readonly version: string; readonly digest: string }
  | { readonly kind: 'taken'; readonly version: string };

export interface VersionQuestion {
  /** package.json's, or what `--version` says. */
  readonly wanted: string;
  /** `--version`: taken as it is, or refused. */
  readonly exact: boolean;
  /** Every release of the module. */
  readonly published: readonly PublishedVersion[];
  /** The digest of what was built, were it called that version. */
  readonly digestAs: (version: string) => Promise<string>;
}

export async function chooseVersion({ wanted, exact, published, digestAs }: VersionQuestion): Promise<VersionChoice> {
  const known = new Map(published.map(({ version, digest }) => [version, digest]));
  const wantedDigest = await digestAs(wanted);
  const taken = known.get(wanted);
  if (taken === undefined) return { kind: 'new', version: wanted, digest: wantedDigest };
  if (taken === wantedDigest) return { kind: 'already-published', version: wanted, digest: taken };
  if (exact) return { kind: 'taken', version: wanted };

  const later = published
    .filter(({ version }) => isPatchOf(wanted, version))
    .sort((a, b) => compareVersions(b.version, a.version));
  for (const { version, digest } of later) {
    if ((await digestAs(version)) === digest) return { kind: 'already-published', version, digest };
  }
  let version = nextPatch(wanted);
  while (known.has(version)) version = nextPatch(version);
  return { kind: 'new', version, digest: await digestAs(version), insteadOf: wanted };
}

/** `1.2.3` → `1.2.4`; a pre-release's next patch is what it leads up to: `1.2.3-rc.1` → `1.2.3`. */
export function nextPatch(version: string): string {
  const dash = version.indexOf('-');
  if (dash !== -1) return version.slice(0, dash);
  const [major, minor, patch] = version.split('.');
  return `${major}.${minor}.${Number(patch) + 1}`;
}

/** Whether `version` is of the same minor line as `base`, and newer. */
function isPatchOf(base: string, version: string): boolean {
  const line = (text: string) => text.split('.').slice(0, 2).join('.');
  return line(base) === line(version) && compareVersions(version, base) > 0;
}
