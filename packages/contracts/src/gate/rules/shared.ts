/** What apps share by the import map: does every frame provide what every app needs? */
import satisfies from 'semver/functions/satisfies.js';
import type { Finding } from '../finding.ts';
import type { LiveRelease } from '../live-set.ts';
import { canMeet } from '../operations/can-meet.ts';

/** There is one of each on a page: state and hooks live in them. Everything else may come in several majors (`scopes`). */
export const singlePackages: readonly string[] = ['react', 'react-dom', '@tessera/app-kit'];

type Providing = Extract<LiveRelease, { readonly kind: 'shell' | 'library' }>;
type Needing = Extract<LiveRelease, { readonly kind: 'app' | 'shell' | 'library' }>;

/** `@tessera/shared-ui/styles.css` → `@tessera/shared-ui` */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

function versionOf(release: Providing, name: string): string | undefined {
  const { provides } = release.contract;
  const specifier = Object.hasOwn(provides, name) ? name : Object.keys(provides).find((one) => packageOf(one) === name);
  return specifier === undefined ? undefined : provides[specifier]!.version;
}

const provided = (release: Providing, name: string, range: string): boolean => {
  const version = versionOf(release, name);
  return version !== undefined && satisfies(version, range);
};

/**
 * What one app or library needs, against every live frame and every library that is released by itself. A frame brings most
 * of what it needs itself; the rest is a library's.
 * @param blame whose doing is asked for; undefined: whatever stands in the way of `needing`
 */
export function sharedFindings(needing: Needing, providing: readonly Providing[], blame?: Providing): Finding[] {
  const findings: Finding[] = [];
  if (isLeftInTabs(needing)) return findings;
  const together = providing.filter((one) => one !== needing && canMeet([needing, one]) && !isLeftInTabs(one));
  const shells = needing.kind === 'shell' ? [needing] : together.filter((one) => one.kind === 'shell');
  const libraries = together.filter((one) => one.kind === 'library' && one.module !== needing.module);
  for (const [name, range] of Object.entries(needing.contract.shared)) {
    const missingIn = shells.filter((shell) => !provided(shell, name, range));
    if (missingIn.length === 0) continue;
    const report = (provider: Providing | undefined) => {
      const version = provider && versionOf(provider, name);
      const has = version === undefined ? 'is not provided' : `is provided as ${version}`;
      findings.push({
        code: 'SHARED_UNSATISFIED',
        consumer: needing,
        // Nothing that is live offers it: a module of the package's own name would.
        provider: provider ?? { module: name.replace(/^@[^/]+\//, ''), version: '*' },
        subject: name,
        message: `${has}, and ${range} is needed`,
        places: [{ file: 'package.json', line: 1 }],
      });
    };
    // A library's major is a line of its own: each of its live releases must do, since any of them may be on the page.
    const lines = singlePackages.includes(name) ? [] : linesOf(libraries, name, range);
    if (lines.some((line) => line.every((release) => provided(release, name, range)))) continue;
    const unfit = lines.flat().filter((one) => !provided(one, name, range));
    const frames = missingIn.filter((shell) => shell !== needing);
    if (blame !== undefined) {
      if ([...frames, ...unfit].includes(blame)) report(blame);
      continue;
    }
    // Where no line would do: whatever there is of the package, and a frame only when it brings a version of its own.
    const others = unfit.length > 0 ? unfit : libraries.filter((one) => versionOf(one, name) !== undefined);
    const inTheWay = others.length > 0 ? frames.filter((one) => versionOf(one, name) !== undefined) : frames;
    for (const one of [...inTheWay, ...others]) report(one);
    if (inTheWay.length + others.length === 0) report(undefined);
  }
  return findings;
}

/**
 * A release of a library that only open tabs run, beside what they run it with: what comes to such a page, an app or a shell,
 * brings what is live.
 */
const isLeftInTabs = ({ kind, roles }: LiveRelease): boolean => kind === 'library' && roles.join() === 'tabs';

/** Lines of a package that could satisfy the range: those of which some release does. */
function linesOf(libraries: readonly Providing[], name: string, range: string): Providing[][] {
  const lines = new Map<string, Providing[]>();
  for (const library of libraries) {
    const major = versionOf(library, name)?.split('.')[0];
    if (major === undefined) continue;
    const line = `${library.module} ${major}`;
    lines.set(line, [...(lines.get(line) ?? []), library]);
  }
  return [...lines.values()].filter((line) => line.some((release) => provided(release, name, range)));
}

/** A frame by itself. */
export function frameFindings(shell: Extract<LiveRelease, { readonly kind: 'shell' }>): Finding[] {
  const [react, dom] = [versionOf(shell, 'react'), versionOf(shell, 'react-dom')];
  if (react === dom || react === undefined || dom === undefined) return [];
  const message = `is ${react}, and react-dom is ${dom}`;
  return [{ code: 'SHARED_REACT_MISMATCH', consumer: shell, provider: shell, subject: 'react', message, places: [] }];
}
