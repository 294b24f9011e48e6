/**
 * Lines of releases. A module has one release that everybody gets, except a library: each of its majors is a line of its
 * own, with its own stable, its own way back and its own end, because each serves the apps that ask for it.
 */
import type { ModuleKind } from './events.ts';

/** The key of a release's line: `orders`; of a library `shared-ui@2`. No module's name has an `@`. */
export function lineOf(kind: ModuleKind, module: string, version: string): string {
  return kind === 'LIBRARY' ? `${module}@${version.slice(0, version.indexOf('.'))}` : module;
}

/** `shared-ui@2` → `shared-ui` */
export function moduleOfLine(line: string): string {
  return line.replace(/@.*$/, '');
}

/** Of these lines those that somebody means who says a module's name, or a line's. */
export function linesMeant(lines: Iterable<string>, named: string): string[] {
  const all = [...lines];
  return all.includes(named) ? [named] : all.filter((line) => moduleOfLine(line) === named);
}
