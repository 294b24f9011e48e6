import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { sha256 } from './sha256.ts';

it('is SHA-256, at every length around a block', () => {
  for (const text of ['', 'abc', 'Größe ✓', ...Array.from({ length: 140 }, (_, n) => 'x'.repeat(n))]) {
    expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'));
  }
});
