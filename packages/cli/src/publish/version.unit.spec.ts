import { describe, expect, it } from 'vitest';
import { chooseVersion, nextPatch, type VersionQuestion } from './version.ts';

/** The digest of some content under a version, as manifests have it: both count. */
const digest = (content: string, version: string) => `${content}@${version}`;

function choose(content: string, published: Record<string, string>, more: Partial<VersionQuestion> = {}) {
  return chooseVersion({
    wanted: '1.0.0',
    exact: false,
    published: Object.entries(published).map(([version, was]) => ({ version, digest: digest(was, version) })),
    digestAs: (version) => Promise.resolve(digest(content, version)),
    ...more,
  });
}

describe('the version a publish gets', () => {
  it("is package.json's while that is free", async () => {
    expect(await choose('a', {})).toEqual({ kind: 'new', version: '1.0.0', digest: 'a@1.0.0' });
    expect(await choose('a', { '0.9.0': 'a', '2.0.0': 'a' })).toMatchObject({ kind: 'new', version: '1.0.0' });
  });

  it('is the one that holds exactly this content already', async () => {
    expect(await choose('a', { '1.0.0': 'a' })).toMatchObject({ kind: 'already-published', version: '1.0.0' });
    expect(await choose('b', { '1.0.0': 'a', '1.0.1': 'b', '1.0.2': 'c' })).toMatchObject({
      kind: 'already-published',
      version: '1.0.1',
    });
  });

  it('is the next free patch when the wanted one has other content, and says instead of which', async () => {
    expect(await choose('b', { '1.0.0': 'a' })).toEqual({
      kind: 'new',
      version: '1.0.1',
      digest: 'b@1.0.1',
      insteadOf: '1.0.0',
    });
    expect(await choose('d', { '1.0.0': 'a', '1.0.1': 'b', '1.0.2': 'c' })).toMatchObject({
      version: '1.0.3',
      insteadOf: '1.0.0',
    });
    expect(await choose('d', { '1.0.0': 'a', '1.0.2': 'c' }), 'a gap is free').toMatchObject({ version: '1.0.1' });
  });

  it('does not look for the content in other minor lines', async () => {
    expect(await choose('b', { '1.0.0': 'a', '1.1.0': 'b' })).toMatchObject({ kind: 'new', version: '1.0.1' });
  });

  it('is never altered when it was asked for exactly', async () => {
    expect(await choose('b', { '1.0.0': 'a' }, { exact: true })).toEqual({ kind: 'taken', version: '1.0.0' });
    expect(await choose('a', { '1.0.0': 'a' }, { exact: true })).toMatchObject({ kind: 'already-published' });
  });

  it('of a pre-release leads to the release it prepares', () => {
    expect(nextPatch('1.2.3-rc.1')).toBe('1.2.3');
    expect(nextPatch('1.2.9')).toBe('1.2.10');
  });
});
