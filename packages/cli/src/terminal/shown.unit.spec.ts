import { expect, it, vi } from 'vitest';
import { renderError } from '../errors/render-error.ts';
import { CliError } from '../errors/cli-error.ts';
import { createOutput } from './output.ts';
import { shown } from './shown.ts';
import { createStyle } from './style.ts';
import { renderTable } from './table.ts';

const style = createStyle({ isTTY: true }, {});

it('lets colours, lines and tabs through', () => {
  const text = `${style.good('a')}\t${style.bad(style.strong('b'))}\n${style.dim('Größe ✓ 日本')}`;
  expect(shown(text)).toBe(text);
});

it.each([
  ['clears the screen', '\u001b[2J'],
  ['sets the title', '\u001b]0;root\u0007'],
  ['conceals', '\u001b[8m'],
  ['begins with one character', '\u009b2J'],
  ['goes back over the line', '\r'],
  ['turns the direction of writing', '\u202e'],
])('shows what %s', (_, sequence) => {
  expect(shown(`faster board${sequence}`)).toMatch(/^faster board�/);
  const hostile = new CliError('USAGE', `no${sequence}`, { advice: 'wait' });
  expect(renderError(hostile, style)).not.toContain(sequence);
});

it('keeps a cell of a table on its line', () => {
  expect(renderTable([['orders', 'why\n2026-01-01  promoted']])).toBe('orders  why 2026-01-01  promoted');
});

it('is what people read, and not what programs do', async () => {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const written = () => write.mock.calls.splice(0).map(([text]) => text);
  try {
    const output = createOutput();
    output.print('a\u001b[2J');
    output.say('b\u009b');
    await output.line('c\r');
    expect(written()).toEqual(['a�[2J\n', 'b�\n', 'c�\n']);
    await createOutput({ json: true }).line('"c\u009b"');
    expect(written()).toEqual(['"c\u009b"\n']);
  } finally {
    write.mockRestore();
  }
});
