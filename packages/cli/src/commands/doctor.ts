/** `tessera doctor` */
import { shownUrl } from '@tessera/event-log';
import { examine } from '../doctor/examine.ts';
import type { Finding } from '../doctor/finding.ts';
import { logUrl, type LogOptions } from '../events/open-log.ts';
import type { Context } from './context.ts';

/** 1 when there is a problem; warnings alone are 0. */
export async function doctorCommand({ data, output }: Context, options: LogOptions): Promise<number> {
  const log = logUrl(data, options);
  const findings = await examine(data, log);
  const count = (level: Finding['level']) => findings.filter((one) => one.level === level).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  output.data({ ok: problems === 0, problems, warnings, log: shownUrl(log), findings });
  const { style } = output;
  const mark = { ok: style.good('✓'), warning: style.warn('!'), problem: style.bad('✗') };
  for (const { level, what, advice } of findings) {
    output.print(`${mark[level]} ${what}${advice === undefined ? '' : `\n  ${style.dim(advice)}`}`);
  }
  const named = (number: number, what: string) => `${number} ${what}${number === 1 ? '' : 's'}`;
  output.print(`\n${named(problems, 'problem')}, ${named(warnings, 'warning')}`);
  return problems === 0 ? 0 : 1;
}
