/** `?override=orders=http://127.0.0.1:5173/src/app.ts`: one app's code from the machine of whoever looks, and from nowhere else. */
import type { User } from '@tessera/contracts';
import { isModuleName } from '@tessera/contracts';
import { PreviewProblem } from './preview-problem.ts';

export interface LocalOverride {
  readonly module: string;
  readonly url: string;
}

/** Loopback, by name or number; a name that only resolves there today is not. */
const loopback = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** Throws OVERRIDE_INVALID. */
export function parseOverride(text: string): LocalOverride {
  const [, module = '', address = ''] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const fits =
    isModuleName(module) &&
    url?.protocol === 'http:' &&
    loopback.has(url.hostname) &&
    url.username === '' &&
    url.password === '';
  if (!fits) throw new PreviewProblem('OVERRIDE_INVALID');
  return { module, url: url.href };
}

/** Foreign code in a signed-in page: where everybody is a developer, or for those who may release anything anyway. */
export function mayOverride(user: User, environment: string): boolean {
  return environment === 'development' || user.roles.includes('release-manager');
}
