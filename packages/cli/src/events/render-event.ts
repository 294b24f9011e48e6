/** One event for people: where, when and what in aligned columns; its data dimmed below. */
import { inspectData } from './render-data.ts';
import type { Style } from '../terminal/style.ts';
import type { FoundEvent } from './read-events.ts';

export interface RenderOptions {
  readonly style: Style;
  /** Data as indented JSON, whole. @default one line */
  readonly pretty?: boolean;
  /** Columns: a line of data is cut there. @default not at all */
  readonly width?: number | undefined;
}

const columns = { position: 7, type: 22 };
const indent = ' '.repeat(columns.position + 2);

export function renderEvent({ commit, event }: FoundEvent, { style, pretty = false, width }: RenderOptions): string {
  const { user, correlationId } = commit.meta;
  const version = event.version === 1 ? '' : ` v${event.version}`;
  const gap = ' '.repeat(Math.max(0, columns.type - event.type.length - version.length));
  const line = [
    style.dim(String(commit.position).padStart(columns.position)),
    style.dim(commit.time),
    `${style.strong(event.type)}${style.dim(version)}${gap}`,
    commit.stream.replace(/^ev\./, ''),
    ...(user === undefined ? [] : [style.dim(`by ${user}`)]),
    ...(pretty && commit.commandId !== undefined ? [style.dim(`command ${commit.commandId}`)] : []),
    ...(pretty && correlationId !== undefined ? [style.dim(`correlation ${correlationId}`)] : []),
  ].join('  ');
  return `${line}\n${style.dim(inspectData(event.data, { pretty, indent, width }))}`;
}
