import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { refusalKinds } from './codes.ts';

it('the reference has every code with what it means, and no other', () => {
  const page = readFileSync(new URL('../../../../docs/reference/gate.md', import.meta.url), 'utf8');
  const rows = [...page.matchAll(/^\| `([A-Z_]+)`\s*\| (.*?)\s*\|$/gm)].map(([, code, means]) => [code, means]);
  expect(rows).toEqual(Object.entries(refusalKinds).map(([code, { means }]) => [code, means]));
});

it('every way out names only what there is to name', () => {
  const words = ['subject', 'typeName', 'consumer', 'provider', 'consumerModule', 'providerModule', 'consumerNext'];
  for (const { provider, consumer } of Object.values(refusalKinds)) {
    for (const way of [...provider, ...consumer])
      for (const [, word] of way.matchAll(/\{(\w+)\}/g)) expect(words).toContain(word);
  }
});
