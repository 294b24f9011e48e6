/** A history for people: each event, then what it changed, field by field. */
import { veiled } from '../events/render-data.ts';
import type { Style } from '../terminal/style.ts';
import type { Entity } from './entity.ts';
import type { FieldChange } from './field-changes.ts';
import type { Chapter, History } from './history.ts';

const longest = 72;
const gutter = ' '.repeat(9);

export function renderHistory(entity: Entity, { chapters, now, contributors }: History, style: Style): string {
  const name = entity.kind === 'stream' ? entity.stream.replace(/^ev\./, '').replaceAll('.', '/') : entity.document;
  const lines = [style.strong(name)];
  for (const chapter of chapters) lines.push('', ...renderChapter(chapter, style));
  lines.push('');
  const documents = Object.keys(now).filter((of) => of !== 'state');
  const from = Object.entries(contributors).map(([service, count]) => `${service} (${count})`);
  lines.push(
    `${style.strong('now')}  ${
      documents.length === 0 && !('state' in now) ? style.bad('there is no such document') : documents.join(', ')
    }${style.dim(`  after ${chapters.length} events${from.length === 0 ? '' : `; contributed by ${from.join(', ')}`}`)}`,
  );
  for (const [of, value] of Object.entries(now)) {
    lines.push(style.dim(`${gutter}${of}`), ...indented(JSON.stringify(veiled(value), null, 2) ?? '').map(style.dim));
  }
  return lines.join('\n');
}

function renderChapter(
  { commit, event, service, foreign, changes, parked, causedBy }: Chapter,
  style: Style,
): string[] {
  const { position, time, stream, meta, commandId } = commit;
  const what = foreign ? `${service}.${event.type}` : event.type;
  const head = [
    style.dim(String(position).padStart(7)),
    style.dim(time),
    foreign ? what : style.strong(what),
    ...(foreign ? [style.dim(stream.replace(/^ev\./, ''))] : []),
    style.dim(meta.user === undefined ? (causedBy === undefined ? '' : `because of ${causedBy}`) : `by ${meta.user}`),
    ...(commandId === undefined
      ? []
      : [style.dim(`command ${commandId.slice(0, 12)}${commandId.length > 12 ? '…' : ''}`)]),
  ];
  const lines = [head.filter((part) => part !== '').join('  ')];
  for (const { of, fields } of changes) {
    if (fields.length === 0) continue;
    lines.push(`${gutter}${style.dim(of)}`);
    const whole = fields.flatMap(spread);
    const width = Math.min(28, Math.max(...whole.map(({ field }) => field.length)));
    for (const change of whole) lines.push(`${gutter}  ${renderChange(change, width, style)}`);
  }
  for (const { of, reason } of parked) lines.push(`${gutter}${style.bad(`${of} could not fold it: ${reason}`)}`);
  return lines;
}

/** What appears or disappears whole is shown by its fields. */
function spread(change: FieldChange): FieldChange[] {
  const { field, before, after } = change;
  const whole = before === undefined ? after : after === undefined ? before : undefined;
  if (field !== '' || typeof whole !== 'object' || whole === null) return [change];
  return Object.entries(whole).map(([name, value]) =>
    before === undefined
      ? { field: name, before: undefined, after: value }
      : { field: name, before: value, after: undefined },
  );
}

function renderChange({ field, before, after }: FieldChange, width: number, style: Style): string {
  const name = field.padEnd(width);
  if (before === undefined) return `${style.good('+')} ${name}  ${short(after)}`;
  if (after === undefined) return `${style.bad('-')} ${name}  ${style.dim(short(before))}`;
  return `${style.warn('~')} ${name}  ${style.dim(short(before))} → ${short(after)}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(veiled(value)) ?? 'undefined';
  return text.length <= longest ? text : `${text.slice(0, longest - 1)}…`;
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `${gutter}${line}`);
}
