/**
 * Many people at once: sessions as an identity provider's sign-in would open them, sealed with the product's own secret. The
 * development identities are five, and who gets a canary is only seen among many.
 */
import type { BrowserContext } from '@playwright/test';
import type { BootData } from '@tessera/contracts';
import { sealData } from 'iron-session';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Product } from './product.ts';

export interface Profile {
  readonly id: string;
  /** As a `Cookie` header. */
  readonly cookie: string;
}

const hourMs = 60 * 60 * 1000;

export async function createProfiles(product: Product, count: number): Promise<readonly Profile[]> {
  const password = (await readFile(join(product.data, 'secrets', 'session-secret'), 'utf8')).trim();
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const id = `visitor-${index + 1}`;
      const user = { id, name: `Visitor ${index + 1}`, roles: ['staff'] };
      const session = { id: randomUUID(), user, expires: Date.now() + hourMs };
      return { id, cookie: `tessera_session=${await sealData(session, { password, ttl: hourMs / 1000 })}` };
    }),
  );
}

/** Loads the page of `path` as that person, without a browser, and answers what it was given to start with. */
export async function loadPage(product: Product, { cookie }: Profile, path: string): Promise<BootData> {
  const response = await fetch(`${product.url}${path}`, { headers: { cookie }, redirect: 'error' });
  const html = await response.text();
  const boot = /<script[^>]* id="tessera-boot">(.*?)<\/script>/s.exec(html)?.[1];
  if (!response.ok || boot === undefined) throw new Error(`${path}: ${response.status} ${html.slice(0, 300)}`);
  return JSON.parse(boot) as BootData;
}

/** Signs a browser in as that person. */
export async function takeProfile(
  context: BrowserContext,
  product: Pick<Product, 'url'>,
  { cookie }: Pick<Profile, 'cookie'>,
): Promise<void> {
  const at = cookie.indexOf('=');
  await context.addCookies([{ name: cookie.slice(0, at), value: cookie.slice(at + 1), url: product.url }]);
}
