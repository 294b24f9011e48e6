/** What an open tab tells the gateway: which releases it runs, and how they fare. Counts only; nothing of what people do. */
import { z } from 'zod';
import { parseWith } from './contract-error.ts';
import { moduleName, version } from './names.ts';

const count = z.int().min(0).max(10_000);

/** Since the tab's last report. */
export const releaseCountsSchema = z.strictObject({
  module: moduleName,
  version,
  /** Times its code was asked for and came. */
  loads: count,
  /** Times it was asked for and did not come, was not what its hash says, or was no app. */
  loadFailures: count,
  /** Of `loads`, those that took longer than a person waits (`slowLoadMs` in the shell). */
  slowLoads: count,
  /** Parts of it that failed while they were drawn, and errors nobody caught that came from its files. */
  renderErrors: count,
});

export const tabReportSchema = z.strictObject({
  /** Random, of this tab's life; says nothing about who. */
  tab: z.string().regex(/^[A-Za-z0-9-]{8,64}$/),
  /** What it runs now; empty when it is closing. */
  running: z.array(z.strictObject({ module: moduleName, version })).max(64),
  counts: z.array(releaseCountsSchema).max(64),
});

export type ReleaseCounts = z.infer<typeof releaseCountsSchema>;
export type TabReport = z.infer<typeof tabReportSchema>;

export function parseTabReport(value: unknown): TabReport {
  return parseWith(tabReportSchema, value, 'The report of a tab', 'It is written by the shell: see shell/src/report.');
}
