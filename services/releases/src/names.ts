/** What modules, versions and environments may be called, and the stream ids made from them. */

import type { Problem } from '@tessera/service-kit';

const moduleShape = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;
/** Semantic Versioning 2.0 without build metadata: two versions that sort alike must not be two releases. */
const versionShape =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)(?:\.(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*))*)?$/;
const longest = 64;

/** Why this cannot be a release's name; undefined when it can. */
export function misnamedRelease(module: string, version: string): Problem | undefined {
  if (!isName(module)) {
    const message = `“${module}” is no module name: use lower-case words joined by hyphens, at most ${longest} characters.`;
    return { code: 'INVALID_MODULE', message, field: 'module' };
  }
  if (version.length > longest || !versionShape.test(version)) {
    const message = `“${version}” is no semantic version such as 1.4.0 or 1.4.0-rc.1 (no build metadata).`;
    return { code: 'INVALID_VERSION', message, field: 'version' };
  }
  return undefined;
}

/** Why this cannot be an environment's name; undefined when it can. */
export function misnamedEnvironment(environment: string): Problem | undefined {
  if (isName(environment)) return undefined;
  const message = `“${environment}” cannot name an environment: use lower-case words joined by hyphens, such as production.`;
  return { code: 'INVALID_ENVIRONMENT', message, field: 'environment' };
}

/** Why this cannot name a group of people who get a release of their own; undefined when it can. */
export function misnamedPin(name: string): Problem | undefined {
  if (isName(name)) return undefined;
  const message = `“${name}” cannot name a pin: use lower-case words joined by hyphens, such as northfield or preview-search.`;
  return { code: 'INVALID_PIN', message, field: 'name' };
}

/** Why this cannot name a gateway; undefined when it can. */
export function misnamedGateway(gateway: string): Problem | undefined {
  if (isName(gateway)) return undefined;
  const message = `“${gateway}” cannot name a gateway: use lower-case words joined by hyphens, such as gateway-1.`;
  return { code: 'INVALID_GATEWAY', message, field: 'gateway' };
}

/** How people and documents name a release. */
export function releaseId(module: string, version: string): string {
  return `${module}@${version}`;
}

/**
 * The id of a release's stream; stream ids allow neither `@` nor `.`. It is unambiguous: a module's name has no `--` and
 * a version has no `_`.
 */
export function releaseStreamId(module: string, version: string): string {
  return `${module}--${version.replaceAll('.', '_')}`;
}

/** The id of what one gateway reports about one environment; unambiguous, as neither name has a `--`. */
export function reportStreamId(environment: string, gateway: string): string {
  return `${environment}--${gateway}`;
}

function isName(text: string): boolean {
  return text.length <= longest && moduleShape.test(text);
}
