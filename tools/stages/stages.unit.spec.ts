/** The parts of `npm test` that judge: they must be able to say no. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findDeadLinks } from './doc-links.mjs';
import { findIn } from './forbidden-strings.mjs';
import { fitsExpression } from './licences.mjs';
import { countPlaywright, countVitest } from './reports.mjs';
import { stage, summary } from './stage.mjs';

const folder = mkdtempSync(join(tmpdir(), 'tessera-stages-'));
afterEach(() => rmSync(join(folder, 'report.json'), { force: true }));
const report = (value: unknown) => {
  writeFileSync(join(folder, 'report.json'), JSON.stringify(value));
  return join(folder, 'report.json');
};

describe('counting tests', () => {
  const suite = { numPassedTests: 3, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };

  it('counts a file that could not be loaded, an unhandled error, and a runner that broke', () => {
    expect(countVitest(report(suite), 0)).toEqual({ passed: 3, failed: 0 });
    expect(
      countVitest(
        report({ ...suite, testResults: [{ name: 'x.spec.ts', status: 'failed', assertionResults: [] }] }),
        1,
      ),
    ).toMatchObject({ failed: 1 });
    expect(countVitest(report(suite), 1)).toMatchObject({ failed: 1 });
    expect(countVitest(join(folder, 'nothing.json'), 0)).toMatchObject({ passed: 0, failed: 1 });
  });

  it('says what was skipped, and counts a flaky test as a failed one', () => {
    expect(countVitest(report({ ...suite, numPendingTests: 2 }), 0)).toEqual({
      passed: 3,
      failed: 0,
      note: '2 skipped',
    });
    const stats = { expected: 5, unexpected: 1, flaky: 1, skipped: 0 };
    expect(countPlaywright(report({ stats, errors: [] }), 1)).toEqual({ passed: 5, failed: 2 });
  });

  it('repeats every failure by name, above the table', () => {
    const vitest = countVitest(
      report({
        ...suite,
        numFailedTests: 1,
        testResults: [
          {
            name: 'packages/x/y.unit.spec.ts',
            status: 'failed',
            assertionResults: [
              { status: 'failed', fullName: 'adds up', failureMessages: ['\u001b[31mexpected 3\u001b[39m\nnot 4'] },
              { status: 'passed', fullName: 'subtracts' },
            ],
          },
        ],
      }),
      1,
    );
    expect(vitest.failures).toEqual(['packages/x/y.unit.spec.ts › adds up\n    expected 3\n    not 4']);
    const spec = (status: string) => ({
      file: 'deploy.spec.ts',
      title: status,
      tests: [{ status, results: [{ error: { message: 'timed out' } }] }],
    });
    const stats = { expected: 1, unexpected: 1, flaky: 0, skipped: 0 };
    const suites = [{ specs: [spec('expected')], suites: [{ specs: [spec('unexpected')] }] }];
    const playwright = countPlaywright(report({ stats, errors: [], suites }), 1);
    expect(playwright.failures).toEqual(['deploy.spec.ts › unexpected\n    timed out']);
    expect(summary([{ name: 'e2e', seconds: 1, ...playwright }]).text).toMatch(/^✗ deploy.spec.ts › unexpected\n/u);
  });
});

it('a stage that throws has failed, and the others are still counted', async () => {
  const results = [
    await stage('breaks', () => Promise.reject(new Error('no'))),
    await stage('works', () => Promise.resolve({ passed: 4, failed: 0 })),
  ];
  expect(summary(results)).toMatchObject({ passed: 4, failed: 1 });
});

it('strings that tie the repository to a machine or a registry are found, with their line', () => {
  const registry = ['https://registry', 'npmjs.org/x'].join('.');
  const path = ['', 'home', 'ada', 'tessera', 'x.ts'].join('/');
  expect(findIn(`a\n"resolved": "${registry}"`)).toEqual([{ line: 2, what: 'the host of a package registry' }]);
  expect(findIn(`a\nb ${path}`)).toEqual([{ line: 2, what: expect.stringContaining('path') }]);
  expect(findIn('import x from "./home/page.ts"; // see docs/work/x.md')).toEqual([]);
});

it('licences are judged as SPDX means them', () => {
  expect(['MIT', '(MIT OR GPL-3.0)', 'MIT AND ISC', 'Apache-2.0'].every(fitsExpression)).toBe(true);
  expect(['GPL-3.0', 'MIT AND GPL-3.0', undefined, 'SEE LICENSE IN X'].some(fitsExpression)).toBe(false);
});

it('finds the links of a page that lead nowhere, and the files it names that are not there', () => {
  const root = mkdtempSync(join(tmpdir(), 'tessera-links-'));
  try {
    mkdirSync(join(root, 'docs'));
    writeFileSync(join(root, 'docs/b.md'), '# One `word`, two\n\n```sh\n# no heading\n```\n');
    writeFileSync(
      join(root, 'docs/a.md'),
      [
        '# A\n[b](b.md) [there](b.md#one-word-two) [here](#a) [web](https://example.com) `docs/b.md` `apps/<name>/x.ts`',
        '[gone](c.md) [no heading](b.md#no-heading) `tools/gone.mjs`',
        '```md\n[example](nowhere.md)\n```\n`[example](nowhere.md)`',
      ].join('\n'),
    );
    expect(findDeadLinks(root)).toEqual(
      ['c.md', 'b.md#no-heading', 'tools/gone.mjs'].map((gone) => ({
        file: 'docs/a.md',
        line: 3,
        what: `there is no ${gone}`,
      })),
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
