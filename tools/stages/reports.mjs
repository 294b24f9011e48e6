/** How many tests a runner ran, from the report it wrote. No report means that it broke before it could: one failure. */
import { readFileSync } from 'node:fs';

/** vitest's `--reporter=json`. A file that could not be loaded is a failure without a test. */
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
  };
}

/** Playwright's `json` reporter. A flaky test is a failed one: retries are off, and stay off. */
export function countPlaywright(file, code) {
  const report = read(file);
  if (!report) return broke(code);
  const { expected, unexpected, flaky, skipped } = report.stats;
  const failed = unexpected + flaky + report.errors.length;
  return { passed: expected, failed: failed === 0 && code !== 0 ? 1 : failed, ...noteOn(skipped) };
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
