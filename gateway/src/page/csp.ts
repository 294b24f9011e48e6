/**
 * What the page may do. Scripts run by nonce only, and what they import inherits that trust (`strict-dynamic`), while
 * the import map's integrity says which bytes those may be. See docs/decisions/content-security-policy.md.
 */
import { randomBytes } from 'node:crypto';

export function createNonce(): string {
  return randomBytes(18).toString('base64');
}

/**
 * The policy of the page that runs the shell.
 * @param local origins on the person's own machine, for a page with local overrides: scripts from there inherit the shell's
 *   trust anyway; this lets them bring styles, pictures and fonts and keep their connection to the development server
 */
export function pagePolicy(nonce: string, local: readonly string[] = []): string {
  const also = (origins: readonly string[]): string => origins.map((origin) => ` ${origin}`).join('');
  const sockets = local.map((origin) => origin.replace(/^http/, 'ws'));
  return policy({
    'default-src': "'none'",
    'script-src': `'nonce-${nonce}' 'strict-dynamic'`,
    // React writes styles through the CSSOM, which needs no permission; react-aria's few <style> elements carry the nonce.
    'style-src': `'self' 'nonce-${nonce}'${also(local)}`,
    'img-src': `'self' data: blob:${also(local)}`,
    'font-src': `'self'${also(local)}`,
    'connect-src': `'self'${also([...local, ...sockets])}`,
    'worker-src': "'self'",
    'manifest-src': "'self'",
    'form-action': "'self'",
  });
}

/** The policy of pages without any script. */
export function staticPolicy(nonce: string): string {
  return policy({
    'default-src': "'none'",
    'style-src': `'nonce-${nonce}'`,
    'img-src': "'self' data:",
    'font-src': "'self'",
    'form-action': "'self'",
  });
}

const policy = (directives: Readonly<Record<string, string>>): string =>
  Object.entries({ ...directives, 'base-uri': "'none'", 'object-src': "'none'", 'frame-ancestors': "'none'" })
    .map(([name, value]) => `${name} ${value}`)
    .join('; ');

export interface PageHeaderOptions {
  readonly policy: string;
  /** Whether the public address is https. */
  readonly secure: boolean;
}

/** All headers of a page but its type. */
export function pageHeaders({ policy: csp, secure }: PageHeaderOptions): Record<string, string> {
  return {
    'content-security-policy': csp,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    // Same-origin, not none: a form's Origin header is "null" without a referrer, and we check it.
    'referrer-policy': 'same-origin',
    'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'origin-agent-cluster': '?1',
    'cache-control': 'no-store',
    ...(secure ? { 'strict-transport-security': 'max-age=63072000; includeSubDomains' } : {}),
  };
}
