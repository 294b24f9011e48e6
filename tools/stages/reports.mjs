/** How many tests a runner ran, from the report it wrote. No report means that it broke before it could: one failure. */
import { readFileSync } from 'node:fs';
import { isAbsolute, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * How many tests a runner ran, and the title and first words of each that failed: they are repeated at the end of the
 * run, where a log that is cut in its middle still shows them.
 * @typedef {{passed: number, failed: number, note?: string, failures?: string[]}} Count
 */

/** vitest's `--reporter=json`. A file that could not be loaded is a failure without a test. @returns {Count} */
export function countVitest(file, code) {
  const report = read(file);
  if (!report) return broke(code);
  const suites = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.every((one) => one.status !== 'failed'),
  );
  const failed = report.numFailedTests + suites.length;
  // Unhandled errors fail the run without failing a test.
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    ...noteOn(report.numPendingTests + report.numTodoTests),
    ...failuresOf([
      ...report.testResults.flatMap(({ name, assertionResults }) =>
        assertionResults
          .filter(({ status }) => status === 'failed')
          .map((one) => line(name, one.fullName, one.failureMessages?.[0])),
      ),
      ...suites.map(({ name, message }) => line(name, 'could not be loaded', message)),
    ]),
  };
}

/** Playwright's `json` reporter. A flaky test is a failed one: retries are off, and stay off. @returns {Count} */
export function countPlaywright(file, code) {
  const report = read(file);
  if (!report) return broke(code);
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failed = unexpected + flaky + report.errors.length;
  return {
    passed: expected,
    failed: failed === 0 && code !== 0 ? 1 : failed,
    ...noteOn(skipped),
    ...failuresOf([
      ...(report.suites ?? [])
        .flatMap(specsOf)
        .flatMap(({ file, title, tests }) =>
          tests
            .filter(({ status }) => status === 'unexpected' || status === 'flaky')
            .map(({ results }) => line(file, title, results.find(({ error }) => error)?.error.message)),
        ),
      ...report.errors.map(({ message }) => line('playwright', 'an error outside any test', message)),
    ]),
  };
}

const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];
const failuresOf = (failures) => (failures.length > 0 ? { failures } : {});

/** A failure in a few lines: where, which, and how it begins. */
function line(file, title, message = '') {
  const words = stripVTControlCharacters(message).split('\n').slice(0, 6).join('\n    ');
  return `${isAbsolute(file) ? relative(process.cwd(), file) : file} › ${title}\n    ${words}`.trimEnd();
}

function read(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

const broke = (code) => ({ passed: 0, failed: 1, note: `ended with code ${code} and wrote no report` });
const noteOn = (skipped) => (skipped > 0 ? { note: `${skipped} skipped` } : {});
